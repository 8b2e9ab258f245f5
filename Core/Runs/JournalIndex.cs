namespace Hodl.Core.Runs;

/// <summary>What a journal holds and where, as far as it was read. It can always be built again from the journal.</summary>
internal sealed class JournalIndex
{
    private readonly Dictionary<string, JournalSeries> _byName = [];
    private readonly Dictionary<JournalKind, List<JournalEntry>> _entries = [];

    /// <summary>Bytes of the journal that are taken in.</summary>
    public long Through { get; set; }

    /// <summary>Checksum of the last frame that is taken in, which tells whether the file is still the same.</summary>
    public uint Guard { get; set; }

    /// <summary>Number of the last batch.</summary>
    public long Sequence { get; set; }

    /// <summary>The latest attempt; null before the first.</summary>
    public RunAttempt? Attempt { get; set; }

    /// <summary>Where the run stands.</summary>
    public JournalProgress Progress { get; set; } = new(0, 0, 0, []);

    /// <summary>The latest attempt's end; null while it goes on.</summary>
    public RunEnd? End { get; set; }

    /// <summary>The highest number of an image so far.</summary>
    public long LastImage { get; set; }

    /// <summary>Stretches that cannot be read.</summary>
    public List<JournalDamage> Damages { get; } = [];

    /// <summary>The series in the order in which they appeared.</summary>
    public List<JournalSeries> Series { get; } = [];

    /// <summary>About how many bytes of memory this takes.</summary>
    public long Weight => 4096 + Series.Sum(series => 200 + series.Weight) + _entries.Values.Sum(list => 56L * list.Count);

    /// <summary>The entries of a kind, in the order of recording.</summary>
    public List<JournalEntry> Of(JournalKind kind)
    {
        if (!_entries.TryGetValue(kind, out var list))
        {
            _entries[kind] = list = [];
        }

        return list;
    }

    /// <summary>The series of a name; null when there is none.</summary>
    public JournalSeries? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The series of a name, new when there was none.</summary>
    public JournalSeries Named(string name)
    {
        if (!_byName.TryGetValue(name, out var series))
        {
            Series.Add(_byName[name] = series = new JournalSeries(name));
        }

        return series;
    }

    /// <summary>Takes in a frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="payload">Its payload.</param>
    /// <param name="read">Gives the points of a chunk of earlier frames.</param>
    public void Add(JournalFrame frame, ReadOnlySpan<byte> payload, Func<JournalChunk, SeriesColumn> read)
    {
        var from = new JournalPayload(payload);
        switch (frame.Kind)
        {
            case JournalKind.Attempt:
                Begin(JournalCodec.Attempt(payload), read);
                break;
            case JournalKind.Points:
                var name = from.Text();
                var count = from.Int32();
                if (count > 0)
                {
                    Named(name).Add(frame, payload.Length - (24 * count), from.LongSpan(count), from.DoubleSpan(count),
                        from.DoubleSpan(count));
                }

                break;
            case JournalKind.Curve:
                from.Text();
                Of(frame.Kind).Add(new JournalEntry(frame, from.Int64(), LogSeverity.Info));
                break;
            case JournalKind.Image:
                Of(frame.Kind).Add(new JournalEntry(frame, from.Int64(), LogSeverity.Info));
                LastImage = Math.Max(LastImage, from.Int64());
                break;
            case JournalKind.Log:
                Of(frame.Kind).Add(new JournalEntry(frame, from.Int64(), (LogSeverity)from.Int32()));
                break;
            case JournalKind.Data:
                Of(frame.Kind).Add(new JournalEntry(frame, long.MinValue, LogSeverity.Info));
                break;
            case JournalKind.Result:
            case JournalKind.Certificate:
                Of(frame.Kind).Add(new JournalEntry(frame, from.Int64(), LogSeverity.Info));
                break;
            case JournalKind.Progress:
                Progress = JournalCodec.Progress(payload);
                break;
            case JournalKind.End:
                End = JournalCodec.End(payload);
                break;
        }

        Sequence = Math.Max(Sequence, frame.Sequence);
    }

    private void Begin(RunAttempt attempt, Func<JournalChunk, SeriesColumn> read)
    {
        foreach (var kind in (JournalKind[])[JournalKind.Curve, JournalKind.Image, JournalKind.Log, JournalKind.Result,
            JournalKind.Certificate])
        {
            Of(kind).RemoveAll(entry => entry.Step > attempt.After);
        }

        Series.ForEach(series => series.Cut(attempt.After, read));
        Attempt = attempt;
        End = null;
        Progress = Progress with { Step = Math.Max(0, attempt.After), Seconds = attempt.Seconds };
    }
}
