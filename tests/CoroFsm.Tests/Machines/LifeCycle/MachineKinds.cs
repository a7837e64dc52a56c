using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.LifeCycle;

/// <summary>
/// Every way to start a machine, with the same program: "return" ends it, "fail" faults it, "close" closes it from inside, and "dirty" lets
/// its clean-up fail.
/// </summary>
public static class MachineKinds
{
    private static readonly string[] Forms = ["coroutine", "generator", "state", "class"];
    private static readonly string[] Threads = ["plain", "checked", "synchronized", "timed"];

    public static TheoryData<string, string> All => [.. from form in Forms from threads in Threads select (form, threads)];

    public static TheoryData<string, string> Synchronized =>
        [.. from form in Forms from threads in Threads[2..] select (form, threads)];

    internal static Machine<string> Start(string form, string threads, MachineLog log, IMachineObserver? observer = null)
    {
        var options = Options(threads) with { Name = "door", Observer = observer };
        return form switch
        {
            "coroutine" => Machine.Start<string>(inbox => Work(inbox, log), options),
            "generator" => Machine.Start<string>(inbox => Generate(inbox, log), options),
            "state" => Machine.Start<string>(inbox => First(inbox, log), options),
            _ => new Worker(log, options).Machine,
        };
    }

    internal static MachineOptions Options(string threads) => threads switch
    {
        "plain" => new(),
        "checked" => new() { ChecksThread = true },
        "synchronized" => new() { Synchronized = true },
        _ => new() { TimeProvider = new SimulatedTime() },
    };

    private static bool Goes(Machine machine, string e, MachineLog log)
    {
        log.Add(e);
        if (e == "close")
            log.Closing = machine.DisposeAsync().AsTask();
        return e == "fail" ? throw new FormatException("fail") : e != "return";
    }

    private static void CleanUp(MachineLog log)
    {
        log.Add("finally");
        if (log.Contains("dirty"))
            throw new TimeoutException("clean-up");
    }

    private static async Coroutine Work(Inbox<string> inbox, MachineLog log)
    {
        try
        {
            while (Goes(inbox.Machine, await inbox.Receive(), log))
            {
            }
        }
        finally
        {
            CleanUp(log);
        }
    }

    private static IEnumerable<Wait> Generate(Inbox<string> inbox, MachineLog log)
    {
        try
        {
            do
                yield return inbox.Receive();
            while (Goes(inbox.Machine, inbox.Current, log));
        }
        finally
        {
            CleanUp(log);
        }
    }

    private static async Coroutine<State<string>?> First(Inbox<string> inbox, MachineLog log)
    {
        await Work(inbox, log);
        return null;
    }

    private sealed class Worker : MachineOf<string>
    {
        private readonly MachineLog log;

        internal Worker(MachineLog log, MachineOptions options)
            : base(options)
        {
            this.log = log;
            Start();
        }

        protected override Coroutine Run() => Work(Inbox, log);
    }
}

/// <summary>Represents what a machine has done.</summary>
internal sealed class MachineLog : List<string>
{
    /// <summary>Gets or sets the task of the close from inside.</summary>
    internal Task? Closing { get; set; }
}
