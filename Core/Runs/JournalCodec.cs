using System.Runtime.InteropServices;
using System.Text.Json;
using Hodl.Core.Data;
using Hodl.Core.Hypergradients;

namespace Hodl.Core.Runs;

/// <summary>What a run reports, as the payloads of frames and back.</summary>
internal static class JournalCodec
{
    public static void Write(JournalBuffer to, RunAttempt attempt)
    {
        to.Begin(JournalKind.Attempt);
        to.Write(attempt.Number);
        to.Write(attempt.After);
        to.Write(attempt.Seconds);
        to.Write(attempt.At);
        to.Write(attempt.Owner);
        to.Write(attempt.Environment is null ? "" : JsonSerializer.Serialize(attempt.Environment, RunJson.Options));
        to.End();
    }

    public static void Write(JournalBuffer to, RunEnd end)
    {
        to.Begin(JournalKind.End);
        to.Write((int)end.State);
        to.Write(end.At);
        to.Write(end.Reason);
        to.End();
    }

    public static void Write(JournalBuffer to, SeriesColumn column)
    {
        to.Begin(JournalKind.Points);
        to.Write(column.Name);
        to.Write(column.Steps.Count);
        to.Write(CollectionsMarshal.AsSpan(column.Steps));
        to.Write(CollectionsMarshal.AsSpan(column.Seconds));
        to.Write(CollectionsMarshal.AsSpan(column.Values));
        to.End();
    }

    /// <summary>Everything of a batch but its images and checkpoints, which are files.</summary>
    public static void Write(JournalBuffer to, RunBatch batch)
    {
        foreach (var column in batch.Series)
        {
            Write(to, column);
        }

        foreach (var curve in batch.Curves)
        {
            to.Begin(JournalKind.Curve);
            to.Write(curve.Series);
            to.Write(curve.OuterStep);
            to.Write(curve.TrainedK);
            to.Write(curve.Phase);
            to.Write(curve.Values.Count);
            to.Write([.. curve.Values]);
            to.End();
        }

        foreach (var (at, line) in batch.Log)
        {
            to.Begin(JournalKind.Log);
            to.Write(line.Step);
            to.Write((int)line.Severity);
            to.Write(at.ToUnixTimeMilliseconds());
            to.Write(line.Text);
            to.End();
        }

        foreach (var data in batch.Data)
        {
            to.Begin(JournalKind.Data);
            to.Write(data.Name);
            to.Write(data.Sha256);
            to.Write(data.Count);
            to.Write(data.Role);
            to.End();
        }

        foreach (var (step, result) in batch.Results)
        {
            to.Begin(JournalKind.Result);
            to.Write(step);
            to.Write(result.Metric);
            to.Write(result.Value);
            to.Write(result.Std is null ? 0 : 1);
            to.Write(result.Std ?? 0);
            to.Write(result.Count);
            to.End();
        }

        foreach (var (at, certificate) in batch.Certificates)
        {
            to.Begin(JournalKind.Certificate);
            to.Write(certificate.Step);
            to.Write(at.ToUnixTimeMilliseconds());
            to.Write(JsonSerializer.Serialize(certificate, RunJson.Options));
            to.End();
        }
    }

    public static void Write(JournalBuffer to, JournalImage image)
    {
        to.Begin(JournalKind.Image);
        to.Write(image.Image.Step);
        to.Write(image.Id);
        to.Write(image.Image.Name);
        to.Write(image.Image.Role);
        to.Write(image.Image.Inner);
        to.Write(image.Image.Height);
        to.Write(image.Image.Width);
        to.Write(image.Image.Channels);
        to.Write(image.Sha256);
        to.Write(image.Image.Metrics.Count);
        foreach (var (name, value) in image.Image.Metrics)
        {
            to.Write(name);
            to.Write(value);
        }

        to.End();
    }

    public static void Write(JournalBuffer to, JournalProgress progress)
    {
        to.Begin(JournalKind.Progress);
        to.Write(progress.Step);
        to.Write(progress.Total);
        to.Write(progress.Seconds);
        to.Write(progress.Sparkline.Count);
        to.Write([.. progress.Sparkline]);
        to.End();
    }

    public static RunAttempt Attempt(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        var (number, after, seconds, at, owner, json) = (from.Int32(), from.Int64(), from.Double(), from.Int64(), from.Text(), from.Text());
        return new RunAttempt(number, after, seconds, owner, at, json == "" ? null
            : JsonSerializer.Deserialize<RunEnvironment>(json, RunJson.Options));
    }

    public static RunEnd End(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        var (state, at, reason) = (from.Int32(), from.Int64(), from.Text());
        return new RunEnd((RunState)state, reason, at);
    }

    public static SeriesColumn Points(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        var column = new SeriesColumn(from.Text());
        var count = from.Int32();
        column.Steps.AddRange(from.Longs(count));
        column.Seconds.AddRange(from.Doubles(count));
        column.Values.AddRange(from.Doubles(count));
        return column;
    }

    public static InnerCurve Curve(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        return new InnerCurve(from.Text(), from.Int64(), from.Int32(), from.Text(), from.Doubles(from.Int32()));
    }

    public static (long At, RunLogLine Line) Log(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        var (step, severity, at, text) = (from.Int64(), from.Int32(), from.Int64(), from.Text());
        return (at, new RunLogLine((LogSeverity)severity, step, text));
    }

    public static DataUsed Data(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        return new DataUsed(from.Text(), from.Text(), from.Int32(), from.Text());
    }

    public static (long Step, RunResult Result) Result(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        var (step, metric, value, spread, std, count) = (from.Int64(), from.Text(), from.Double(), from.Int32(), from.Double(),
            from.Int32());
        return (step, new RunResult(metric, value, spread == 0 ? null : std, count));
    }

    public static (long At, Certificate Certificate) Certificate(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        from.Int64();
        return (from.Int64(), JsonSerializer.Deserialize<Certificate>(from.Text(), RunJson.Options)!);
    }

    public static JournalImage Image(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        var (step, id, name, role, inner) = (from.Int64(), from.Int64(), from.Text(), from.Text(), from.Int32());
        var (height, width, channels, hash) = (from.Int32(), from.Int32(), from.Int32(), from.Text());
        var metrics = new Dictionary<string, double>();
        for (var count = from.Int32(); count > 0; count--)
        {
            metrics[from.Text()] = from.Double();
        }

        return new JournalImage(id,
            new RunImage
            {
                Name = name,
                Role = role,
                Step = step,
                Inner = inner,
                Height = height,
                Width = width,
                Channels = channels,
                Pixels = [],
                Metrics = metrics
            }, hash);
    }

    public static JournalProgress Progress(ReadOnlySpan<byte> payload)
    {
        var from = new JournalPayload(payload);
        return new JournalProgress(from.Int64(), from.Int64(), from.Double(), from.Doubles(from.Int32()));
    }
}
