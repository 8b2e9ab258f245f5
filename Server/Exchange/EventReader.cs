using Hodl.Core.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Exchange;

/// <summary>
/// Reads the event files of one run, one for each time that it was started: scalars, as tensors of one number and as the older
/// <c>simple_value</c>, hyperparameters, and images; histograms and graphs are passed over.
/// Event: wall_time 1 (double), step 2, summary 5, session_log 7; Summary: value 1; Value: tag 1, simple_value 2, image 4, tensor 8, metadata 9;
/// SessionLog: status 1 (START = 1).
/// </summary>
/// <param name="name">What to call the run.</param>
public sealed class EventReader(string name)
{
    private const int MostImages = 2000;
    private readonly Dictionary<string, SeriesColumn> _series = [];
    private readonly List<ImportedImage> _images = [];
    private int _moreImages;
    private readonly Dictionary<string, string> _settings = [];
    private readonly List<string> _leftOut = [];
    private double _first = double.NaN;
    private bool _any;

    /// <summary>What was left out so far.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>Reads the run of one file.</summary>
    /// <exception cref="InvalidImportException">It is no event file, or nothing in it can be read.</exception>
    /// <param name="input">The file.</param>
    /// <param name="name">What to call the run.</param>
    /// <param name="part">As in <see cref="Add(Stream, string, Func{long, int, byte[]})"/>.</param>
    public static ImportedRun Read(Stream input, string name, Func<long, int, byte[]>? part = null)
    {
        var reader = new EventReader(name);
        reader.Add(input, "", part);
        return reader.Finish() ?? throw new InvalidImportException("the file", name,
            $"an event file of TensorBoard with at least one record{string.Concat(reader._leftOut.Take(1).Select(reason => $" ({reason.TrimEnd('.')})"))}");
    }

    /// <summary>Reads the next file. What is damaged is left out, and said to be.</summary>
    /// <param name="input">The file.</param>
    /// <param name="file">Its name in what is said.</param>
    /// <param name="part">Reads some of its bytes, by offset and length, when an image is asked for; without it images are passed over.</param>
    public void Add(Stream input, string file, Func<long, int, byte[]>? part = null)
    {
        var place = file == "" ? "" : $"{file}: ";
        var records = 0;
        foreach (var record in RecordFile.Read(input, damaged => _leftOut.Add($"{place}{damaged.Message}")))
        {
            records++;
            try
            {
                Add(record, part is null || !input.CanSeek ? null
                    // Behind a record is its checksum.
                    : input.Position - 4 - record.Length is var at ? (offset, length) => part(at + offset, length) : null);
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
        Images = _images,
        LeftOut = _moreImages == 0 ? _leftOut : [.. _leftOut, $"{_moreImages} images beyond the first {MostImages}"],
    };

    private void Add(byte[] record, Func<int, int, byte[]>? part)
    {
        var (time, step, isStart) = (0.0, 0L, false);
        var scalars = new List<(string, double)>();
        var images = new List<(string Tag, IReadOnlyList<(int Offset, int Length)> Files)>();
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
                    Summary(record, reader.Bytes, scalars, images);
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

        foreach (var (tag, files) in part is null ? [] : images)
        {
            for (var i = 0; i < files.Count; i++)
            {
                var (offset, length) = files[i];
                if (_images.Count < MostImages)
                {
                    _images.Add(new ImportedImage(EventImages.Path(tag, i, files.Count), length, () => part!(offset, length)) { Step = step });
                }
                else
                {
                    _moreImages++;
                }
            }
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

        _images.RemoveAll(image => image.Step >= from);
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

    private void Summary(ReadOnlySpan<byte> record, ReadOnlySpan<byte> bytes, List<(string, double)> scalars,
        List<(string, IReadOnlyList<(int, int)>)> images)
    {
        for (var reader = new ProtoReader(bytes); reader.Next();)
        {
            if (reader is not { Field: 1, Type: 2 })
            {
                continue;
            }

            var tag = "";
            double? value = null;
            IReadOnlyList<(int, int)> files = [];
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
                    case 4 when one.Type == 2:
                        files = EventImages.Find(record, one.Bytes, isTensor: false);
                        break;
                    case 8 when one.Type == 2:
                        value = EventTensor.Scalar(one.Bytes);
                        files = EventImages.Find(record, one.Bytes, isTensor: true);
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

            if (files.Count > 0)
            {
                images.Add((tag, files));
            }
        }
    }
}
