using Hodl.Core.Data;
using Hodl.Core.Runs;

namespace Hodl.Core.Tasks;

/// <summary>
/// An answered episode: a row for each class with its first labelled image at the left, then its queries. Below each query stands the
/// labelled image of the class that it was taken for; a wrong answer has a bar through that lower image besides the orange frame.
/// </summary>
internal static class EpisodePicture
{
    private const int MostColumns = 15;
    private const int Gap = 2;
    private static readonly (float R, float G, float B) Right = (0f, 0.447f, 0.698f);
    private static readonly (float R, float G, float B) Wrong = (0.835f, 0.369f, 0f);
    private static readonly (float R, float G, float B) Labelled = (0.35f, 0.35f, 0.35f);

    /// <summary>Draws it.</summary>
    /// <param name="set">Its images.</param>
    /// <param name="episode">Which.</param>
    /// <param name="answers">The class that each query was taken for, queries by class.</param>
    /// <param name="shots">M.</param>
    /// <param name="name">Of the picture.</param>
    /// <param name="step">Outer step.</param>
    public static RunImage Of(ImageClasses set, Episode episode, long[] answers, int shots, string name, long step)
    {
        var (ways, queries) = (episode.Classes.Length, episode.Items[0].Length - shots);
        var (tile, columns) = (set.Side + (2 * Gap), Math.Min(queries, MostColumns));
        var row = (2 * tile) + (3 * Gap);
        var canvas = new Canvas((ways * row) + Gap, ((columns + 1) * (tile + Gap)) + (4 * Gap));
        for (var way = 0; way < ways; way++)
        {
            var top = (way * row) + Gap;
            Tile(canvas, set, episode, (way, 0), top, Gap, Labelled);
            for (var at = 0; at < columns; at++)
            {
                var (guess, left) = ((int)answers[(way * queries) + at], ((at + 1) * (tile + Gap)) + (4 * Gap));
                var colour = guess == way ? Right : Wrong;
                Tile(canvas, set, episode, (way, shots + at), top, left, colour);
                Tile(canvas, set, episode, (guess, 0), top + tile, left, colour);
                if (guess != way)
                {
                    canvas.Fill(top + tile + (tile / 2) - 1, left, 3, tile, Wrong);
                }
            }
        }

        var right = answers.Where((guess, at) => guess == at / queries).Count();
        return canvas.ToImage(name, step, new Dictionary<string, double> { ["accuracy"] = 100.0 * right / answers.Length });
    }

    private static void Tile(Canvas canvas, ImageClasses set, Episode episode, (int Way, int At) place, int top, int left, (float R, float G, float B) frame)
    {
        var values = new float[set.Size];
        set.Write(episode.Classes[place.Way], episode.Items[place.Way][place.At], 0, values);
        canvas.Fill(top, left, set.Side + (2 * Gap), set.Side + (2 * Gap), frame);
        canvas.Paste(top + Gap, left + Gap, values, set.Side, set.Channels);
    }
}
