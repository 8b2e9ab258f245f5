using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Linear;

/// <summary>
/// A x = b in float64 for the reference of a certificate, by methods that no estimator uses: conjugate residuals (Stiefel 1955) where A
/// is symmetric, whose residual never grows; GMRES (Saad and Schultz 1986), restarted, where it is not.
/// </summary>
internal static class Krylov
{
    private const int Basis = 120;

    /// <summary>Solves from x = 0, or from a start.</summary>
    /// <param name="product">v ↦ A v.</param>
    /// <param name="symmetric">Whether A = Aᵀ.</param>
    /// <param name="b">Right-hand side.</param>
    /// <param name="tolerance">On ‖b − A x‖/‖b‖.</param>
    /// <param name="most">The most products.</param>
    /// <param name="token">Checked once a product.</param>
    /// <returns>x, the relative residual, and the products taken.</returns>
    public static (State X, double Residual, int Products) Solve(Func<State, State> product, bool symmetric, State b, double tolerance, int most, CancellationToken token)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var right = Flat.Join(b);
        var size = Norm(right);
        if (size == 0)
        {
            return (b.Map(block => zeros_like(block)).MoveToOuterDisposeScope(), 0, 0);
        }

        Tensor Product(Tensor v)
        {
            token.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            return Flat.Join(product(Flat.Split(v, b))).MoveToOuterDisposeScope();
        }

        var (x, products) = symmetric ? Residuals(Product, right, tolerance * size, most) : Minimal(Product, right, tolerance * size, most);
        return (Flat.Split(x, b).MoveToOuterDisposeScope(), Norm(right - Product(x)) / size, products);
    }

    private static (Tensor X, int Products) Residuals(Func<Tensor, Tensor> product, Tensor b, double goal, int most)
    {
        var (x, rest) = (zeros_like(b), b.clone());
        var image = product(rest).clone();
        var (direction, pushed) = (rest.clone(), image.clone());
        var (products, square) = (1, Dot(rest, image));
        while (products < most && Norm(rest) > goal)
        {
            using var scope = NewDisposeScope();
            var length = square / Dot(pushed, pushed);
            if (!double.IsFinite(length) || length == 0)
            {
                break;
            }

            x.add_(direction, length);
            rest.add_(pushed, -length);
            image.copy_(product(rest));
            products++;
            var next = Dot(rest, image);
            direction.mul_(next / square).add_(rest);
            pushed.mul_(next / square).add_(image);
            square = next;
        }

        return (x, products);
    }

    private static (Tensor X, int Products) Minimal(Func<Tensor, Tensor> product, Tensor b, double goal, int most)
    {
        var x = zeros_like(b);
        var products = 0;
        var last = double.PositiveInfinity;
        while (true)
        {
            using var scope = NewDisposeScope();
            var rest = products == 0 ? b : b - product(x);
            var norm = Norm(rest);
            if (norm <= goal || products >= most || !(norm < 0.99 * last))
            {
                return (x, products);
            }

            last = norm;
            var basis = new List<Tensor> { rest / norm };
            var columns = new List<double[]>();
            while (columns.Count < Math.Min(Basis, most - products))
            {
                var image = product(basis[^1]);
                var column = new double[basis.Count + 1];
                for (var pass = 0; pass < 2; pass++)
                {
                    for (var i = 0; i < basis.Count; i++)
                    {
                        var along = Dot(basis[i], image);
                        column[i] += along;
                        image.add_(basis[i], -along);
                    }
                }

                column[^1] = Norm(image);
                columns.Add(column);
                if (column[^1] <= 1e-14 * column.Max(Math.Abs))
                {
                    break;
                }

                basis.Add(image / column[^1]);
                if (columns.Count % 10 == 0 && Least(columns, norm).Residual <= goal / 2)
                {
                    break;
                }
            }

            products += columns.Count;
            var (weights, _) = Least(columns, norm);
            for (var i = 0; i < weights.Length; i++)
            {
                x.add_(basis[i], weights[i]);
            }
        }
    }

    // min ‖norm·e₁ − H y‖ over y, H the Hessenberg matrix of the columns.
    private static (double[] Weights, double Residual) Least(List<double[]> columns, double norm)
    {
        using var scope = NewDisposeScope();
        var (rows, count) = (columns.Count + 1, columns.Count);
        var (entries, right) = (new double[rows * count], new double[rows]);
        right[0] = norm;
        for (var j = 0; j < count; j++)
        {
            for (var i = 0; i < columns[j].Length; i++)
            {
                entries[(i * count) + j] = columns[j][i];
            }
        }

        var matrix = tensor(entries, [rows, count]);
        var (q, r) = linalg.qr(matrix);
        var target = q.t().mv(tensor(right));
        var y = linalg.solve(r, target);
        return ([.. y.ToArray<double>()], Norm(tensor(right) - matrix.mv(y)));
    }

    private static double Dot(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return (a * b).sum().item<double>();
    }

    private static double Norm(Tensor a) => Math.Sqrt(Dot(a, a));
}
