namespace Hodl.Core.Hypergradients;

/// <summary>Work that is given up after some time.</summary>
internal static class Within
{
    /// <summary>What the work returns; the default of its type when the time was up.</summary>
    /// <param name="seconds">The most seconds.</param>
    /// <param name="work">Stops when its token says so.</param>
    /// <param name="token">Stops it for good: only this one's cancellation is thrown.</param>
    public static T? Seconds<T>(double seconds, Func<CancellationToken, T> work, CancellationToken token)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(token);
        limited.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            return work(limited.Token);
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return default;
        }
    }
}
