using static Hodl.Core.Torch.Interop.Aten;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor cat(Tensor[] tensors, long dim = 0) => Call("cat", tensors, dim);

    public static Tensor cat(IList<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor cat(ReadOnlySpan<Tensor> tensors, long dim = 0) => cat(tensors.ToArray(), dim);

    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0) => Call("stack", tensors.ToArray(), dim);

    public static Tensor complex(Tensor real, Tensor imag) => Call("complex", real, imag);

    public static Tensor polar(Tensor abs, Tensor angle) => Call("polar", abs, angle);

    public static Tensor real(Tensor input) => input.real;

    public static Tensor imag(Tensor input) => input.imag;

    public static Tensor einsum(string equation, params Tensor[] tensors) => Call("einsum", equation, tensors);

    public static Tensor block_diag(params Tensor[] tensors) => Call("block_diag", tensors);

    public static Tensor cdist(Tensor x1, Tensor x2, double p = 2, compute_mode compute_mode = compute_mode.use_mm_for_euclid_dist_if_necessary) =>
        Call("cdist", x1, x2, p, (long)compute_mode);

    public static Tensor[] meshgrid(IEnumerable<Tensor> tensors, string indexing = "ij") => CallMany("meshgrid.indexing", tensors.ToArray(), indexing);

    public static Tensor searchsorted(Tensor sorted_sequence, Tensor values, bool out_int32 = false, bool right = false, Tensor? sorter = null) =>
        Call("searchsorted.Tensor", sorted_sequence, values, out_int32, right, Hodl.Core.Torch.Interop.Arg.None, sorter);

    public static IList<Tensor> broadcast_tensors(params Tensor[] tensors) => CallMany("broadcast_tensors", tensors);

}
