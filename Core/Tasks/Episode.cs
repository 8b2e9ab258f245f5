using Hodl.Core.Data;
using Hodl.Core.Random;
using static TorchSharp.torch;

namespace Hodl.Core.Tasks;

/// <summary>
/// One N-way episode: N different classes, and of each some different images, the first M of which are labelled. Class n of the
/// episode is the n-th drawn, so labels follow from positions.
/// </summary>
/// <param name="Classes">Which classes of the set.</param>
/// <param name="Turns">Quarter turns of each.</param>
/// <param name="Items">Items[n]: images of class n, labelled ones first.</param>
public sealed record Episode(int[] Classes, int[] Turns, int[][] Items)
{
    /// <summary>Draws episodes; a function of the seed.</summary>
    /// <param name="set">Where from.</param>
    /// <param name="turns">Quarter turns that make classes of their own, 1 or 4.</param>
    /// <param name="ways">N.</param>
    /// <param name="perClass">Images of each class.</param>
    /// <param name="count">Episodes.</param>
    /// <param name="seed">Decides them.</param>
    public static Episode[] Draw(ImageClasses set, int turns, int ways, int perClass, int count, ulong seed) =>
        [.. Enumerable.Range(0, count).Select(at => Draw(set, turns, ways, perClass, new Philox(seed, (ulong)at)))];

    /// <summary>The images of episodes, [B, N(M+Q), C, S, S]: labelled ones first, by class, then queries, by class.</summary>
    public static Batch Images(ImageClasses set, IReadOnlyList<Episode> episodes, int shots, ScalarType dtype, Device device)
    {
        var order = episodes.SelectMany(episode => episode.Order(shots).Select(place => (episode, place.Way, place.At))).ToArray();
        var values = new float[order.Length * set.Size];
        for (var i = 0; i < order.Length; i++)
        {
            var (episode, way, at) = order[i];
            set.Write(episode.Classes[way], episode.Items[way][at], episode.Turns[way], values.AsSpan(i * set.Size, set.Size));
        }

        return new(tensor(values, [episodes.Count, order.Length / episodes.Count, set.Channels, set.Side, set.Side]).to(dtype).to(device));
    }

    /// <summary>Positions (class, image) in the order of a batch.</summary>
    public IEnumerable<(int Way, int At)> Order(int shots) =>
        Places(0, shots).Concat(Places(shots, Items[0].Length));

    private IEnumerable<(int Way, int At)> Places(int from, int to) =>
        Enumerable.Range(0, Classes.Length).SelectMany(way => Enumerable.Range(from, to - from).Select(at => (way, at)));

    private static Episode Draw(ImageClasses set, int turns, int ways, int perClass, Philox random)
    {
        var drawn = Several(random, set.Count * turns, ways);
        return new(
            [.. drawn.Select(index => index / turns)],
            [.. drawn.Select(index => index % turns)],
            [.. drawn.Select(index => Several(random, set.Items[index / turns].Length, perClass))]);
    }

    // Different ones, by rejection.
    private static int[] Several(Philox random, int bound, int count)
    {
        var found = new int[count];
        for (var i = 0; i < count;)
        {
            var next = random.Next(bound);
            if (Array.IndexOf(found, next, 0, i) < 0)
            {
                found[i++] = next;
            }
        }

        return found;
    }
}
