using CoroFsm.Diagnostics;
using CoroFsm.Parsers.Xml;
using CoroFsm.Testing;

namespace CoroFsm.AotSmoke;

internal static class Checks
{
    public static string Positions()
    {
        using var machine = Machine.Start<string>(Session);
        return $"{machine.State} at {machine.Position.Split(':')[0]}";

        static async Coroutine Session(Inbox<string> inbox) => await Authenticating(inbox);

        static async Coroutine Authenticating(Inbox<string> inbox) => await inbox.Receive();
    }

    public static string Calls()
    {
        List<string> log = [];
        using (var machine = Machine.Start<string>(Outer))
        {
            machine.Send("a");
            machine.Send("b");
            machine.Throw(new TimeoutException());
        }

        return string.Join(' ', log);

        async Coroutine Outer(Inbox<string> inbox)
        {
            try
            {
                log.Add(await Pair(inbox));
                try
                {
                    await inbox.Receive();
                }
                catch (TimeoutException)
                {
                    log.Add("caught");
                }

                await Inner(inbox);
            }
            finally
            {
                log.Add("outer");
            }
        }

        async Coroutine Inner(Inbox<string> inbox)
        {
            try
            {
                await inbox.Receive();
            }
            finally
            {
                log.Add("inner");
            }
        }

        static async Coroutine<string> Pair(Inbox<string> inbox) => await inbox.Receive() + await inbox.Receive();
    }

    public static string Generators()
    {
        List<string> log = [];
        using var machine = Machine.Start<string>(Steps);
        log.Add($"{machine.State}:");
        machine.Send("a");
        machine.Send("b");
        return string.Join(' ', log);

        IEnumerable<Wait> Steps(Inbox<string> inbox)
        {
            while (true)
            {
                yield return inbox.Receive();
                log.Add(inbox.Current);
            }
        }
    }

    public static string Selection()
    {
        List<object> log = [];
        using var machine = Machine.Start<object>(
            async inbox =>
            {
                log.Add(await inbox.Expect("a"));
                log.Add(await inbox.Receive(static e => e is "b"));
                log.Add(await inbox.Receive<int>());
            },
            new() { Unmatched = Unmatched.Defer });
        machine.Send(7);
        machine.Send("b");
        machine.Send("a");
        return string.Join(' ', log);
    }

    public static string Superstates()
    {
        var log = "";
        using var machine = Machine.Start<string>(async inbox =>
        {
            using var handler = inbox.Handle(e => e == "x", e => log += $"handled {e}, ");
            var end = await inbox.Until(e => e == "q").Run(Sub(inbox));
            log += $"left by {end.By}";
        });
        machine.Send("x");
        machine.Send("q");
        return log;

        static async Coroutine Sub(Inbox<string> inbox) => await inbox.Expect("never");
    }

    public static string StateMethods()
    {
        List<string> log = [];
        using var machine = Machine.Start<string>(Closed);
        log.Add(machine.State);
        machine.Send("x");
        log.Add(machine.State);
        machine.Send("x");
        log.Add(machine.State);
        return string.Join(' ', log);

        static async Coroutine<State<string>?> Closed(Inbox<string> inbox)
        {
            await inbox.Receive();
            return Open;
        }

        static async Coroutine<State<string>?> Open(Inbox<string> inbox)
        {
            await inbox.Receive();
            return Closed;
        }
    }

    public static string Time()
    {
        List<string> log = [];
        var time = new SimulatedTime();
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                for (var i = 0; i < 2; i++)
                    log.Add((await inbox.Receive(TimeSpan.FromSeconds(1))).Event ?? "time-out");
            },
            new() { TimeProvider = time });
        machine.Send("a");
        time.Advance(TimeSpan.FromSeconds(1));
        return string.Join(", ", log);
    }

    public static string Threads()
    {
        var count = 0;
        using var machine = Machine.Start<int>(
            async inbox =>
            {
                await foreach (var n in inbox)
                    count += n;
            },
            new() { Synchronized = true });
        var threads = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            for (var i = 0; i < 10_000; i++)
                machine.Send(1);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        return $"{count}";
    }

    public static string ClassStyle()
    {
        using var door = new Door();
        door.Send("open");
        return $"{door.Machine.Name} {door.Said}";
    }

    public static string Observing()
    {
        using var tracker = MachineTracker.Begin();
        using var machine = Machine.Start<string>(async inbox => await inbox.Receive(), new() { Observer = MachineTelemetry.Observer });
        using var ended = Machine.Start<string>(async inbox => await inbox.Receive());
        ended.Send("x");
        return $"{tracker.GetLiving().Count} living";
    }

    public static string Xml()
    {
        List<string> log = [];
        using var machine = Machine.Start<SaxEvent>(async sax =>
        {
            await foreach (var e in sax)
            {
                log.Add(e.Kind switch
                {
                    SaxKind.StartElement => $"S {e.Name} x={e.Attributes.GetValue("x")}",
                    SaxKind.EndElement => $"E {e.Name}",
                    _ => $"T {e.GetText()}",
                });
            }
        });
        new XmlReaderSource(new StringReader("<bus x='1'>te<![CDATA[xt]]></bus>")).Run(new TextCoalescer(machine));
        return string.Join(", ", log);
    }

    /// <summary>Measures what sub-coroutines allocate in the steady state.</summary>
    public static string Allocation()
    {
        using var machine = Machine.Start<string>(async inbox =>
        {
            while (true)
                await Next(inbox);
        });
        for (var i = 0; i < 1_000; i++)
            machine.Send("x");

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            machine.Send("x");
        return $"{GC.GetAllocatedBytesForCurrentThread() - before}";

        static async Coroutine<string> Next(Inbox<string> inbox) => await inbox.Receive();
    }

    private sealed class Door : MachineOf<string>
    {
        public Door() => Start();

        public string Said { get; private set; } = "";

        protected override async Coroutine Run()
        {
            await Expect("open");
            Said = "opened";
        }
    }
}
