using Hodl.Core.Data;
using Hodl.Core.Imaging;
using Hodl.Core.Linear;
using Hodl.Core.Solvers;
using Hodl.Core.Torch;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>A whole gray image through a method of constrained sparse coding, patch by patch: Qu^k clipped to [0, 1].</summary>
/// <param name="method">Settled.</param>
/// <param name="dtype">Type of the computation.</param>
/// <param name="device">Its place.</param>
internal sealed class PatchSolver(CodingMethod method, ScalarType dtype, Device device)
{
    private const int Chunk = 512;

    /// <summary>The image after k iterations.</summary>
    public Image Solve(Image noisy, int k, CancellationToken token) => Solve(noisy, k, [], token).Result;

    /// <summary>The image after k iterations, and after each of those of <paramref name="wanted"/> on the way that the method reaches.</summary>
    public (Image Result, IReadOnlyList<(int K, Image Image)> Way) Solve(Image noisy, int k, IReadOnlyList<int> wanted, CancellationToken token)
    {
        const int side = ConstrainedSparseCodingSettings.PatchSide;
        var grid = new PatchGrid(noisy.Height, noisy.Width, side);
        var patches = grid.Extract(noisy);
        var result = new float[patches.Length];
        var way = new SortedDictionary<int, float[]>();
        for (var start = 0; start < grid.Count; start += Chunk)
        {
            using var scope = NewDisposeScope();
            var (from, length) = (start * side * side, Math.Min(Chunk, grid.Count - start) * side * side);
            var batch = new Batch(tensor(patches.AsSpan(from, length).ToArray(), [length / (side * side), side * side]).to(dtype).to(device));
            var reached = 0;
            using var trace = wanted.Count == 0 ? null : new InnerTrace(u =>
            {
                if (wanted.Contains(++reached))
                {
                    if (!way.TryGetValue(reached, out var kept))
                    {
                        way[reached] = kept = new float[patches.Length];
                    }

                    Clean(u).CopyTo(kept, from);
                }

                return zeros(1, dtype, device);
            });
            var solve = InnerLoop.Run(method.Method.Test(batch), method.Start(batch), k, trace, token: token);
            Clean(solve.U).CopyTo(result, from);
        }

        return (grid.Assemble(result), [.. way.Select(pair => (pair.Key, grid.Assemble(pair.Value)))]);
    }

    private float[] Clean(State u) => method.Image(u).to(float32).cpu().contiguous().ToArray<float>();
}
