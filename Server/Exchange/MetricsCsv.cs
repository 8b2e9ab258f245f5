using System.Globalization;
using Hodl.Server.Store;
using Hodl.Server.Tables;

namespace Hodl.Server.Exchange;

/// <summary>
/// Points as CSV: <c>run,series,step,seconds,value</c>, the run where it is asked for. Numbers are written so that the same
/// double comes back; NaN, ∞ and −∞ as <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>. <see cref="MetricsCsvReader"/> reads them again.
/// </summary>
public static class MetricsCsv
{
    /// <summary>Writes every point of the runs.</summary>
    /// <param name="output">Takes the text.</param>
    /// <param name="store">Has the points.</param>
    /// <param name="ids">The runs.</param>
    /// <param name="runs">Whether each line says its run.</param>
    public static void Write(TextWriter output, RunStore store, IReadOnlyList<long> ids, bool runs = true)
    {
        output.Write(runs ? "run,series,step,seconds,value\n" : "series,step,seconds,value\n");
        foreach (var id in ids)
        {
            var head = runs ? $"{id}," : "";
            foreach (var name in store.Series(id))
            {
                var field = head + ResultCsv.Quoted(name);
                store.Visit(id, name, chunk =>
                {
                    for (var i = 0; i < chunk.Steps.Count; i++)
                    {
                        output.Write(string.Create(CultureInfo.InvariantCulture, $"{field},{chunk.Steps[i]},{chunk.Seconds[i]:R},{chunk.Values[i]:R}\n"));
                    }
                });
            }
        }
    }
}
