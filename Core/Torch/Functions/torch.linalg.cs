using Hodl.Core.Torch.Interop;
using static Hodl.Core.Torch.Interop.Aten;

namespace TorchSharp;

public static partial class torch
{
    public static class linalg
    {
        public enum QRMode
        {
            Reduced = 0,
            Complete = 1,
            R = 2,
        }

        public static Tensor cholesky(Tensor input) => Call("linalg_cholesky", input);

        public static Tensor inv(Tensor input) => Call("linalg_inv", input);

        public static Tensor pinv(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => Call("linalg_pinv.atol_rtol_float", input, atol, rtol, hermitian);

        public static Tensor det(Tensor input) => Call("linalg_det", input);

        public static (Tensor, Tensor) slogdet(Tensor input) => CallTwo("linalg_slogdet", input);

        public static Tensor solve(Tensor A, Tensor B, bool left = true) => Call("linalg_solve", A, B, left);

        public static Tensor solve_triangular(Tensor A, Tensor B, bool upper, bool left = true, bool unitriangular = false, Tensor? @out = null)
        {
            var solved = Call("linalg_solve_triangular", A, B, upper, left, unitriangular);
            return @out is null ? solved : @out.copy_(solved);
        }

        public static (Tensor, Tensor, Tensor, Tensor) lstsq(Tensor input, Tensor other)
        {
            var results = CallMany("linalg_lstsq", input, other);
            return (results[0], results[1], results[2], results[3]);
        }

        public static (Tensor, Tensor, Tensor) svd(Tensor input, bool fullMatrices = true) => CallThree("linalg_svd", input, fullMatrices);

        public static Tensor svdvals(Tensor input) => Call("linalg_svdvals", input);

        public static (Tensor, Tensor) eigh(Tensor input, char UPLO = 'L') => CallTwo("linalg_eigh", input, UPLO.ToString());

        public static Tensor eigvalsh(Tensor input, char UPLO = 'L') => Call("linalg_eigvalsh", input, UPLO.ToString());

        public static (Tensor, Tensor) eig(Tensor input) => CallTwo("linalg_eig", input);

        public static Tensor eigvals(Tensor input) => Call("linalg_eigvals", input);

        public static (Tensor, Tensor) qr(Tensor input, QRMode mode = QRMode.Reduced) =>
            CallTwo("linalg_qr", input, mode switch { QRMode.Complete => "complete", QRMode.R => "r", _ => "reduced" });

        public static Tensor norm(Tensor input, long[]? dims = null, bool keepdim = false) => Call("linalg_norm", input, Arg.None, dims, keepdim);

        public static Tensor norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Call("linalg_norm", input, ord, dims, keepdim);

        public static Tensor norm(Tensor input, int ord, long[]? dims = null, bool keepdim = false) => Call("linalg_norm", input, (long)ord, dims, keepdim);

        public static Tensor norm(Tensor input, string ord, long[]? dims = null, bool keepdim = false) => Call("linalg_norm.ord_str", input, ord, dims, keepdim);

        public static Tensor vector_norm(Tensor input, double ord = 2, long[]? dims = null, bool keepdim = false) => Call("linalg_vector_norm", input, ord, dims, keepdim);

        public static Tensor matrix_norm(Tensor input, string ord = "fro", long[]? dims = null, bool keepdim = false) => Call("linalg_matrix_norm.str_ord", input, ord, dims ?? [-2, -1], keepdim);

        public static Tensor matrix_norm(Tensor input, double ord, long[]? dims = null, bool keepdim = false) => Call("linalg_matrix_norm", input, ord, dims ?? [-2, -1], keepdim);

        public static Tensor multi_dot(IList<Tensor> tensors) => Call("linalg_multi_dot", tensors.ToArray());

        public static Tensor cond(Tensor input) => Call("linalg_cond", input);

        public static Tensor matrix_rank(Tensor input, double? atol = null, double? rtol = null, bool hermitian = false) => Call("linalg_matrix_rank.atol_rtol_float", input, atol, rtol, hermitian);
    }
}
