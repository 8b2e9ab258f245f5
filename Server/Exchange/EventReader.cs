using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>
/// Reads the event files of one run, one for each time that it was started: scalars, as tensors of one number and as the older
/// <c>simple_value</c>, and hyperparameters; images, histograms and graphs are passed over.
/// Event: wall_time 1 (double), step 2, summary 5, session_log 7; Summary: value 1; Value: tag 1, simple_value 2, tensor 8, metadata 9;
/// SessionLog: status 1 (START = 1).
/// </summary>
/// <param name="name">What to call the run.</param>
public sealed class EventReader(string name)
{
    private readonly Dictionary<string, SeriesColumn> _series = [];
    private readonly Dictionary<string, string> _settings = [];
    private readonly List<string> _leftOut = [];
    private double _first = double.NaN;
    private bool _any;

    /// <summary>What was left out so far.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Reads the run of one file.</summary>
    /// <exception cref="InvalidImportException">It is no event file, or nothing in it can be read.</exception>
    public static ImportedRun Read(Stream input, string name)
    {
        var reader = new EventReader(name);
        reader.Add(input, "");
        return reader.Finish() ?? throw new InvalidImportException("the file", name,
            $"an event file of TensorBoard with at least one record{string.Concat(reader._leftOut.Take(1).Select(reason => $" ({reason.TrimEnd('.')})"))}");
    }

    /// <summary>Reads the next file. What is damaged is left out, and said to be.</summary>
    /// <param name="input">The file.</param>
    /// <param name="file">Its name in what is said.</param>
    public void Add(Stream input, string file)
    {
        var place = file == "" ? "" : $"{file}: ";
        var records = 0;
        foreach (var record in RecordFile.Read(input, damaged => _leftOut.Add($"{place}{damaged.Message}")))
        {
            records++;
            try
            {
                Add(record);
                _any = true;
            }
            catch (InvalidImportException damaged)
            {
                _leftOut.Add($"{place}record {records}: {damaged.Message}");
            }
        }

        if (records == 0 && file != "")
        {
            _leftOut.Add($"{file}, which holds no record that can be read");
        }
    }

    /// <summary>The run; null when no record could be read.</summary>
    /// <exception cref="InvalidImportException">Its times are no moments.</exception>
    public ImportedRun? Finish() => !_any ? null : new ImportedRun
    {
        Name = name,
        Series = [.. _series.Values],
        Started = ImportTime.Settle(_series.Values, "wall_time", _first),
        Settings = _settings,
        LeftOut = _leftOut,
    };

    private void Add(byte[] record)
    {
        var (time, step, isStart) = (0.0, 0L, false);
        var scalars = new List<(string, double)>();
        for (var reader = new ProtoReader(record); reader.Next();)
        {
            switch (reader.Field)
            {
                case 1 when reader.Type == 1:
                    time = reader.Real;
                    break;
                case 2 when reader.Type == 0:
                    step = (long)reader.Number;
                    break;
                case 5 when reader.Type == 2:
                    Summary(reader.Bytes, scalars);
                    break;
                case 7 when reader.Type == 2:
                    isStart = IsStart(reader.Bytes);
                    break;
            }
        }

        if (isStart)
        {
            Purge(step);
        }

        // Some writers leave the time out, which then reads as 0.
        time = time > 0 && double.IsFinite(time) ? time : double.NaN;
        _first = double.IsNaN(_first) ? time : _first;
        foreach (var (tag, value) in scalars)
        {
            (_series.TryGetValue(tag, out var column) ? column : _series[tag] = new SeriesColumn(tag)).Add(step, time, value);
        }
    }

    // A program that went on from a checkpoint says from which step: what an earlier attempt wrote of it and later ones is void.
    private void Purge(long from)
    {
        foreach (var (tag, column) in _series.ToList())
        {
            var kept = new SeriesColumn(tag);
            for (var i = 0; i < column.Steps.Count; i++)
            {
                if (column.Steps[i] < from)
                {
                    kept.Add(column.Steps[i], column.Seconds[i], column.Values[i]);
                }
            }

            _series[tag] = kept;
        }
    }

    private static bool IsStart(ReadOnlySpan<byte> bytes)
    {
        for (var reader = new ProtoReader(bytes); reader.Next();)
        {
            if (reader is { Field: 1, Type: 0 })
            {
                return reader.Number == 1;
            }
        }

        return false;
    }

    private void Summary(ReadOnlySpan<byte> bytes, List<(string, double)> scalars)
    {
        for (var reader = new ProtoReader(bytes); reader.Next();)
        {
            if (reader is not { Field: 1, Type: 2 })
            {
                continue;
            }

            var tag = "";
            double? value = null;
            for (var one = new ProtoReader(reader.Bytes); one.Next();)
            {
                switch (one.Field)
                {
                    case 1 when one.Type == 2:
                        tag = one.Text;
                        break;
                    case 2 when one.Type == 5:
                        value = one.Real;
                        break;
                    case 8 when one.Type == 2:
                        value = EventTensor.Scalar(one.Bytes);
                        break;
                    case 9 when one.Type == 2:
                        Hyperparameters.Read(one.Bytes, _settings);
                        break;
                }
            }

            if (value is { } number && !tag.StartsWith("_hparams_/", StringComparison.Ordinal))
            {
                scalars.Add((tag, number));
            }
        }
    }
}
