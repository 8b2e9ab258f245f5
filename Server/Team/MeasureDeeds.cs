using System.Security.Claims;
using Hodl.Server.Runs;

namespace Hodl.Server.Team;

/// <summary>What people do with images of their own that are to be measured, by page or interface.</summary>
/// <param name="measurements">Measures.</param>
public sealed class MeasureDeeds(Measurements measurements)
{
    private const string What = "Measuring images";

    /// <summary>Begins an upload.</summary>
    /// <exception cref="InvalidOperationException">There are too many.</exception>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public ImageUpload Open(ClaimsPrincipal who, bool isHeld = false)
    {
        who.Demand(Policies.Launch, What);
        return measurements.Open(who.Person(), isHeld);
    }

    /// <summary>This person's upload; null when there is none.</summary>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public ImageUpload? Find(ClaimsPrincipal who, string id)
    {
        who.Demand(Policies.Launch, What);
        return measurements.Find(who.Person(), id);
    }

    /// <summary>Takes a file (<see cref="Measurements.TakeAsync"/>).</summary>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public Task<bool> TakeAsync(ClaimsPrincipal who, ImageUpload upload, UploadSide side, string name, Func<Stream, Task<bool>> copy)
    {
        who.Demand(Policies.Launch, What);
        return measurements.TakeAsync(upload, side, name, copy);
    }

    /// <summary>Starts to measure (<see cref="Measurements.Start"/>).</summary>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public Task Start(ClaimsPrincipal who, ImageUpload upload, int border)
    {
        who.Demand(Policies.Launch, What);
        return measurements.Start(upload, border);
    }

    /// <summary>Stops measuring.</summary>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public void Stop(ClaimsPrincipal who, ImageUpload upload)
    {
        who.Demand(Policies.Launch, What);
        measurements.Stop(upload);
    }

    /// <summary>Takes the files away.</summary>
    /// <returns>False while they are being measured.</returns>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public bool Clear(ClaimsPrincipal who, ImageUpload upload)
    {
        who.Demand(Policies.Launch, What);
        return measurements.Clear(upload);
    }

    /// <summary>Ends an upload; its files are gone.</summary>
    /// <exception cref="UnauthorizedAccessException">This person only reads.</exception>
    public void Close(ClaimsPrincipal who, ImageUpload upload)
    {
        who.Demand(Policies.Launch, What);
        measurements.Close(upload);
    }
}
