using System.CommandLine;
using System.Text.Json;
using Hodl.Core.Runs;
using Hodl.Server.Runs;
using Hodl.Server.Store;

namespace Hodl.Server.Cli;

/// <summary><c>environment [--json]</c></summary>
internal static class EnvironmentCommand
{
    public static Command Create(TextWriter output)
    {
        var json = new Option<bool>("--json") { Description = "One line of JSON." };
        var command = new Command("environment", "Says what computes here: versions, libtorch and what was found wrong in it, processor, GPUs.") { json };
        command.SetAction(parsed =>
        {
            var environment = new EnvironmentProbe().Read(new CpuSettings { Threads = Environment.ProcessorCount });
            var devices = EnvironmentProbe.Devices().Select(EnvironmentProbe.DeviceName).ToList();
            if (parsed.GetValue(json))
            {
                output.WriteLine(JsonSerializer.Serialize(new { environment, devices }, StoreJson.Options));
                return ExitCode.Finished;
            }

            foreach (var (what, value) in new[]
            {
                ("program", environment.Code), (".NET", environment.DotNet), ("libtorch", environment.LibTorch), ("products", environment.Blas), ("devices", string.Join(", ", devices)),
                ("threads", $"{environment.Threads}"), ("processor", environment.Processor), ("system", environment.System),
            })
            {
                output.WriteLine($"{what,-10} {value}");
            }

            return ExitCode.Finished;
        });
        return command;
    }

    private sealed record CpuSettings : TaskSettings;
}
