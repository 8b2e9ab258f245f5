using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hodl.Core.Hypergradients;
using Hodl.Core.Tasks;
using Hodl.Core.Torch;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>verify run-or-task [--method m] [--preset p] [--seed 1] [--set Name=value …] [--threshold 1e-5] [--json]</c></summary>
internal static class VerifyCommand
{
    public static Command Create(Func<CliHost> open, TextWriter output, TextWriter error)
    {
        var what = new Argument<string>("run or task") { Description = "A run's number (its newest checkpoint; the certificate is kept), or a task's id (at the start of ω)." };
        var methods = new Option<string[]>("--method", "-m") { Description = "For a task: method id, more than one allowed; none takes every method.", AllowMultipleArgumentsPerToken = true };
        var preset = new Option<string>("--preset", "-p") { Description = "For a task: preset to start from; none takes the first.", DefaultValueFactory = _ => "" };
        var seed = new Option<long>("--seed", "-s") { Description = "For a task: seed.", DefaultValueFactory = _ => 1 };
        var sets = new Option<string[]>("--set") { Description = "For a task: a setting as Name=value.", AllowMultipleArgumentsPerToken = true };
        var threshold = new Option<double>("--threshold") { Description = "Relative error that passes.", DefaultValueFactory = _ => new CertificateOptions().Threshold };
        var json = new Option<bool>("--json") { Description = "One line of JSON for each certificate, and nothing else on standard output." };
        var command = new Command("verify", "Certifies hypergradients: central differences in float64 and other methods, on the run's own problem.") { what, methods, preset, seed, sets, threshold, json };
        command.SetAction(async (parsed, token) =>
        {
            using var host = open();
            var how = new CertificateOptions { Threshold = parsed.GetValue(threshold) };
            var name = parsed.GetValue(what)!;
            if (!(how.Threshold is > 0 and <= 1))
            {
                return Refuse(new SettingError("--threshold", $"{how.Threshold}", "above 0, at most 1"));
            }

            try
            {
                if (long.TryParse(name, out var id))
                {
                    return host.Store.Find(id) is { } row
                        ? Tell(row.Task, row.Method, id, await host.Verifier.VerifyAsync(id, how, token), parsed.GetValue(json))
                        : Refuse(new SettingError("run", name, "a run's number; `runs` lists them"));
                }

                var plan = Plan(host, name, parsed.GetValue(methods) ?? [], parsed.GetValue(preset)!, parsed.GetValue(seed), parsed.GetValue(sets) ?? []);
                if (plan.Errors.Count > 0)
                {
                    return Refuse([.. plan.Errors]);
                }

                return plan.Runs.Select(spec => Tell(spec.Task, spec.Method, null, host.Verifier.Verify(spec, how, token), parsed.GetValue(json))).ToList().Max();
            }
            catch (Exception exception) when (exception is InvalidOperationException or TypeInitializationException { InnerException: TorchException })
            {
                await error.WriteLineAsync((exception as TypeInitializationException)?.InnerException?.Message ?? exception.Message);
                return ExitCode.Failed;
            }
            catch (OperationCanceledException)
            {
                return ExitCode.Cancelled;
            }
        });
        return command;

        int Refuse(params SettingError[] errors)
        {
            foreach (var problem in errors)
            {
                error.WriteLine(problem);
            }

            return ExitCode.BadArguments;
        }

        int Tell(string task, string method, long? run, Certificate certificate, bool asJson)
        {
            output.WriteLine(asJson ? JsonSerializer.Serialize(new { task, runMethod = method, run, certificate }, StoreJson.Options) : Text(task, method, certificate));
            return certificate.Verdict == CertificateVerdict.Failed || certificate.Run == RunVerdict.Wrong ? ExitCode.Failed : ExitCode.Finished;
        }
    }

    // Each method by itself, so that one which the settings refuse does not keep the others from being checked.
    private static RunPlan Plan(CliHost host, string task, string[] methods, string preset, long seed, string[] sets)
    {
        // Certificates are computed on the CPU, also those of presets that want a GPU.
        var (set, wrong) = RunCommand.Pairs(["Device=cpu", .. sets]);
        var known = host.Planner.Find(task);
        var request = new RunRequest
        {
            Task = task,
            Methods = methods.Length > 0 || known is null ? methods : [.. known.Methods.Select(method => method.Id)],
            Preset = preset == "" && known is not null ? known.Presets[0].Id : preset,
            Seeds = [seed],
            Set = set,
        };
        var plan = host.Planner.Plan(request);
        return new([.. plan.Runs.DistinctBy(spec => spec.Method)], [.. wrong, .. plan.Errors]);
    }

    private static string Text(string task, string method, Certificate certificate)
    {
        var lines = new List<string>
        {
            string.Create(CultureInfo.InvariantCulture, $"{task} {method}, step {certificate.Step}"),
            string.Create(CultureInfo.InvariantCulture, $"  this run: {certificate.Run.ToString().ToLowerInvariant()}. {certificate.RunReason}"),
            string.Create(CultureInfo.InvariantCulture, $"  formula:  {certificate.Verdict.ToString().ToLowerInvariant()} at {certificate.Threshold:G1}. {certificate.Reason}"),
            string.Create(CultureInfo.InvariantCulture, $"  {certificate.Method}{(certificate.K > 0 ? $", K = {certificate.K}" : "")}, {certificate.Precision} on {certificate.Device}, {certificate.Parameters} numbers in ω, ‖g‖ = {certificate.GradientNorm:G4}, derivative of {certificate.Target}: {certificate.ReferenceNorm:G4}, {certificate.Directions} directions, {certificate.Seconds:F1} s"),
        };
        lines.AddRange(certificate.Causes.Select(cause => string.Create(CultureInfo.InvariantCulture, $"  cause {cause.Cause}: {cause.Size:G3}, then {cause.Remaining:G3} left")));
        lines.AddRange(certificate.Tensors.Count < 2 ? [] : certificate.Tensors.Select(tensor => string.Create(
            CultureInfo.InvariantCulture, $"  tensor {tensor.Name,-24} relative error {tensor.RelativeError,9:G3}  cosine {tensor.Cosine,9:G5}  norm ratio {tensor.NormRatio,9:G4}  share {tensor.Share:G2}")));
        lines.AddRange(certificate.Comparisons.Select(other => string.Create(
            CultureInfo.InvariantCulture, $"  against {other.Method,-20} relative error {other.RelativeError,8:G2}  cosine {other.Cosine:F9}{(other.LinearResidual is { } residual ? $"  linear residual {residual:G2}" : "")}  {other.Note}").TrimEnd()));
        lines.AddRange(certificate.Warnings.Select(warning => $"  warning: {warning}"));
        return string.Join(Environment.NewLine, lines);
    }
}
