using Hodl.Server.Hubs;

namespace Hodl.Server.Runs;

/// <summary>Hears of a run's points at most ten times a second, before they are kept.</summary>
public interface IRunListener
{
    /// <summary>New points; must return quickly.</summary>
    void OnPoints(PointsMessage message);

    /// <summary>Outer steps done and in all; must return quickly.</summary>
    void OnProgress(long run, long step, long total)
    {
    }
}
