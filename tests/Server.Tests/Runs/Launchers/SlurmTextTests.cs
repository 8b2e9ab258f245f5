using System.Text;
using Hodl.Core.Runs;
using Hodl.Server.Runs.Launchers;
using Hodl.Server.Store;

namespace Hodl.Server.Tests.Runs.Launchers;

public sealed class SlurmTextTests
{
    [Fact]
    public void Jobs_OfOlderSlurm_ReadWithArraysAndPlaces()
    {
        var jobs = Read("""
            {"meta":{"Slurm":{"release":"22.05.8"}},"errors":[],"jobs":[
             {"job_id":7,"array_job_id":0,"array_task_id":null,"array_task_string":"","job_state":"RUNNING","state_reason":"None","nodes":"n1","name":"hodl-1","exit_code":0,"cpus":2},
             {"job_id":9,"array_job_id":8,"array_task_id":0,"array_task_string":"","job_state":"FAILED","state_reason":"NonZeroExitCode","nodes":"n2","name":"hodl-2","exit_code":1792},
             {"job_id":8,"array_job_id":8,"array_task_id":null,"array_task_string":"2-3,6%2","job_state":"PENDING","state_reason":"Resources","nodes":"","name":"hodl-2","exit_code":0}]}
            """);
        Assert.Equal(["7", "8_0", "8_2", "8_3", "8_6"], jobs.Select(job => job.Id));
        Assert.Equal(("RUNNING", "", "n1", true, false), (jobs[0].State, jobs[0].Reason, jobs[0].Node, jobs[0].IsRunning, jobs[0].IsPending));
        Assert.Equal((7, 0), jobs[1].ExitCode);
        Assert.Equal(("Resources", 1, 3), (jobs[2].Reason, jobs[2].Place, jobs[4].Place));
    }

    [Fact]
    public void Jobs_OfNewerSlurm_ReadAlike()
    {
        var jobs = Read("""
            {"jobs":[
             {"job_id":9,"array_job_id":{"set":true,"infinite":false,"number":8},"array_task_id":{"set":true,"infinite":false,"number":4},"array_task_string":"","job_state":["COMPLETING","NODE_FAIL"],"state_reason":"None","nodes":"n2","name":"a","exit_code":{"status":["SIGNALED"],"return_code":{"set":false,"infinite":false,"number":0},"signal":{"id":{"set":true,"infinite":false,"number":9},"name":"KILL"}}},
             {"job_id":10,"array_job_id":{"set":true,"infinite":false,"number":0},"array_task_id":{"set":false,"infinite":false,"number":0},"array_task_string":"","job_state":["PENDING"],"state_reason":"Priority","nodes":"","name":"b","exit_code":{"return_code":{"set":true,"infinite":false,"number":0},"signal":{"id":{"set":false,"infinite":false,"number":0},"name":""}}}]}
            """);
        Assert.Equal(["8_4", "10"], jobs.Select(job => job.Id));
        Assert.Equal((0, 9), jobs[0].ExitCode);
        Assert.Equal(("PENDING", "Priority", 1), (jobs[1].State, jobs[1].Reason, jobs[1].Place));
    }

    [Fact]
    public void Jobs_HundredThousandOfOthers_ReadWithoutKeepingThem()
    {
        var text = new StringBuilder("{\"jobs\":[");
        var padding = new string('x', 400);
        for (var at = 1; at <= 100_000; at++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{(at == 1 ? "" : ",")}{{\"job_id\":{at},\"job_state\":\"PENDING\",\"comment\":\"{padding}\",\"name\":\"o\"}}");
        }

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.Append("]}").ToString()));
        var jobs = SlurmText.Jobs(stream);
        Assert.Equal((100_000, "100000", 100_000), (jobs.Count, jobs[^1].Id, jobs[^1].Place));
    }

    [Fact]
    public void Job_OfScontrol_Read()
    {
        var job = SlurmText.Job("""
            JobId=4 ArrayJobId=2 ArrayTaskId=1 JobName=hodl-a
               UserId=root(0) GroupId=root(0) MCS_label=N/A
               JobState=TIMEOUT Reason=TimeLimit Dependency=(null)
               Requeue=1 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=0:15
               NodeList=n7
               Command=(null)
            """)!;
        Assert.Equal(("2_1", "TIMEOUT", "TimeLimit", "n7", "hodl-a", (0, 15)), (job.Id, job.State, job.Reason, job.Node, job.Name, job.ExitCode));
        Assert.Null(SlurmText.Job("slurm_load_jobs error: Invalid job id specified"));
    }

    [Fact]
    public void Partitions_OfSinfo_ReadWithTheirLargestNodes()
    {
        var partitions = SlurmText.Partitions("main*|up|infinite|(null)|20000|2\ngpu|up|2-12:00:00|gpu:a100:4(S:0-1)|500000+|64\ngpu|up|2-12:00:00|gpu:2|100000|128\nold|down|30:00|(null)|1|1\n");
        Assert.Equal(
            [new("main", true, true, 0, 0, 20000, 2), new("gpu", false, true, 3600, 4, 500000, 128), new("old", false, false, 30, 0, 1, 1)],
            partitions);
    }

    [Theory]
    [InlineData("1-3,7", "1,2,3,7")]
    [InlineData("0-10:5%2", "0,5,10")]
    [InlineData("4%1", "4")]
    [InlineData("1-2,...", "1,2")]
    public void Tasks_OfEachForm_Listed(string text, string expected) => Assert.Equal(expected, string.Join(',', SlurmText.Tasks(text)));

    [Theory]
    [InlineData("CANCELLED", 0, 15, RunState.Cancelled, "Its job 5 was canceled on the cluster (scancel)")]
    [InlineData("NODE_FAIL", 0, 0, RunState.Interrupted, "The node n1 of its job 5 failed")]
    [InlineData("PREEMPTED", 0, 0, RunState.Interrupted, "Its job 5 was preempted by another")]
    [InlineData("TIMEOUT", 0, 0, RunState.Interrupted, "Its job 5 reached its time limit")]
    [InlineData("OUT_OF_MEMORY", 0, 125, RunState.Failed, "Its job 5 took more memory than it had asked for")]
    [InlineData("FAILED", 0, 6, RunState.Failed, "Its process crashed: it was aborted (SIGABRT), as native libraries do when they find an error")]
    [InlineData("FAILED", 7, 0, RunState.Failed, "Its process ended with exit code 7 before the run was over")]
    public void End_OfEachState_InPlainWords(string state, int code, int signal, RunState ends, string reason) =>
        Assert.Equal((ends, reason), SlurmEnd.Of(new SlurmJob("5", state, "", "n1", "", (code, signal))));

    [Fact]
    public void Script_FoldersWithQuotes_AreWordsOfTheShell()
    {
        var text = SlurmScript.Text(new WorkerProgram("/opt/hodl/Hodl.Server", ["worker"]), ["/data/runs/1", "/data/it's/2"]);
        Assert.Equal("#!/bin/sh\ncase ${SLURM_ARRAY_TASK_ID:-0} in\n0) set -- '/data/runs/1' ;;\n1) set -- '/data/it'\\''s/2' ;;\nesac\nexec '/opt/hodl/Hodl.Server' 'worker' --folder \"$1\"\n", text);
    }

    [Fact]
    public void Options_OfAnArrayWithEverything_AreThoseOfSbatch() => Assert.Equal(
        ["--job-name=hodl-1", "--output=/l", "--open-mode=append", "--requeue", "--signal=B:USR1@90", "--ntasks=1", "--cpus-per-task=4", "--array=0-19",
            "--partition=gpu", "--time=30", "--mem=2048M", "--gres=gpu:1", "--account=lab", "--qos=long"],
        SlurmScript.Options("hodl-1", 20, "/l", 4, new RunResources
        {
            Partition = "gpu",
            TimeMinutes = 30,
            MemoryMib = 2048,
            Gpus = 1,
            Account = "lab",
            Options = "--qos=long",
        }, new SlurmOptions { NoticeSeconds = 90 }));

    [Theory]
    [InlineData("--qos=long --constraint=a100", null)]
    [InlineData("--wrap=id", "--wrap=id")]
    [InlineData("--qos=x --output=/etc/passwd", "--output=/etc/passwd")]
    [InlineData("--chdir=/", "--chdir=/")]
    [InlineData("-o/x", "-o/x")]
    public void Refused_OptionsThatRunOrWriteSomethingElse_AreFound(string options, string? refused) => Assert.Equal(refused, SlurmScript.Refused(options));

    private static IReadOnlyList<SlurmJob> Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return SlurmText.Jobs(stream);
    }
}
