namespace Hodl.Core.Metrics;

/// <summary>How a series or a result metric reads.</summary>
/// <param name="Name">Its id in the store, such as <c>hypergradient_norm</c> or <c>psnr_gray</c>.</param>
/// <param name="Title">Symbols with words: <c>‖∂φ/∂ω‖ — hypergradient norm</c>.</param>
/// <param name="Unit">Such as <c>dB</c>; empty when it has none.</param>
/// <param name="Better">Which way is better.</param>
/// <param name="Log">Whether a chart of it starts with a logarithmic axis.</param>
/// <param name="IsResult">Whether it stands in result tables (as opposed to a training series).</param>
/// <param name="Axis">What a series is recorded over, where it is not the outer step.</param>
/// <param name="LogAxis">Whether that axis is logarithmic.</param>
/// <param name="IsCount">Whether it counts something: a single run's number is whole.</param>
public sealed record MetricInfo(string Name, string Title, string Unit = "", Better Better = Better.None, bool Log = false, bool IsResult = false, string Axis = "", bool LogAxis = false, bool IsCount = false);
