using System.Diagnostics;
using System.Diagnostics.Metrics;
using CoroFsm.Diagnostics;
using CoroFsm.Testing;

namespace CoroFsm.Tests.Machines.Work;

/// <summary>What the observer and the telemetry of a machine receive about its work.</summary>
public sealed class WorkObserverTests
{
    private readonly SimulatedTime time = new();
    private readonly Log observer = new();
    private readonly TaskCompletionSource<int> work = new();

    [Fact]
    public void Observer_WorkSucceeds_IsNotifiedOfStartAndEnd()
    {
        using var machine = Start(async inbox => await inbox.Await(_ => work.Task, "Charging"));
        time.Advance(TimeSpan.FromSeconds(2));
        work.SetResult(7);
        Assert.Equal(["Charging started", "Charging ended after 2 s"], observer.Lines);
    }

    [Fact]
    public void Observer_WorkFails_IsNotifiedOfItsException()
    {
        using var machine = Start(async inbox =>
        {
            try
            {
                await inbox.Await(_ => work.Task, "Charging");
            }
            catch (ArithmeticException)
            {
                await inbox.Receive();
            }
        });
        work.SetException(new ArithmeticException());
        Assert.Equal(["Charging started", "Charging ended after 0 s with ArithmeticException"], observer.Lines);
    }

    [Fact]
    public void Observer_WorkIsCompleteOrFailsAtOnce_IsNotifiedOfStartAndEnd()
    {
        using var machine = Start(async inbox =>
        {
            await inbox.Await(static _ => Task.FromResult(1), "First");
            await inbox.Await(static _ => ValueTask.CompletedTask, "Second");
            try
            {
                await inbox.Await(static _ => throw new ArithmeticException(), "Third");
            }
            catch (ArithmeticException)
            {
                await inbox.Receive();
            }
        });
        Assert.Equal(
            [
                "First started", "First ended after 0 s", "Second started", "Second ended after 0 s",
                "Third started", "Third ended after 0 s with ArithmeticException",
            ],
            observer.Lines);
    }

    [Fact]
    public void Observer_WorkIsLeft_IsNotifiedOfTheLateFault()
    {
        using var machine = Start(async inbox =>
        {
            await inbox.Within(TimeSpan.FromSeconds(5)).Run(Pay(inbox));
            await inbox.Receive();

            async Coroutine Pay(Inbox<string> inbox) => await inbox.Await(_ => work.Task, "Charging");
        });
        time.Advance(TimeSpan.FromSeconds(6));
        work.SetException(new ArithmeticException());
        Assert.Equal(["Charging started", "Charging left after 5 s", "Charging late ArithmeticException"], observer.Lines);
    }

    [Fact]
    public void Observer_MachineHasEnded_IsNotifiedOfTheLateFault()
    {
        var machine = Start(async inbox => await inbox.Await(_ => work.Task, "Charging"));
        machine.Dispose();
        work.SetException(new ArithmeticException());
        Assert.Equal(["Charging started", "Charging left after 0 s", "Charging late ArithmeticException"], observer.Lines);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Observer_WorkIsLeftAndCancelledOrSucceedsLate_IsNotNotifiedAgain(bool succeeds)
    {
        var machine = Start(async inbox => await inbox.Await(_ => work.Task, "Charging"));
        machine.Dispose();
        if (succeeds)
            work.SetResult(7);
        else
            work.SetCanceled(TestContext.Current.CancellationToken);
        Assert.Equal(["Charging started", "Charging left after 0 s"], observer.Lines);
    }

    [Fact]
    public void Observer_GeneratorLeavesAFailedResult_IsNotifiedOfTheLateFault()
    {
        using var machine = Machine.Start<string>(Generate, new() { TimeProvider = time, Observer = observer });
        work.SetException(new ArithmeticException());
        machine.Send("a");
        Assert.Equal("Next started", observer.Lines[^2]);
        Assert.Equal("Charging late ArithmeticException", observer.Lines[^3]);

        IEnumerable<Wait> Generate(Inbox<string> inbox)
        {
            yield return inbox.Await(_ => work.Task, "Charging");
            yield return inbox.Receive();
            yield return inbox.Await(static _ => Task.CompletedTask, "Next");
            yield return inbox.Receive();
        }
    }

    [Fact]
    public void Observer_UnnamedWork_IsNamedAfterTheMethod()
    {
        using var machine = Start(Paying);
        Assert.Equal(["Charge started", "Charge ended after 0 s", "Paying started"], observer.Lines);
    }

    [Fact]
    public void Observer_Throws_ThrowsToTheSenderAndTheMachineContinues()
    {
        List<int> results = [];
        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Receive();
                results.Add(await inbox.Await(_ => work.Task));
                await inbox.Receive();
            },
            new() { Synchronized = true, Observer = new Throwing() });
        Assert.Throws<ArithmeticException>(() => machine.Send("a"));
        work.SetResult(7);
        Assert.Equal([7], results);
    }

    [Fact]
    public void Telemetry_Work_IsMeasuredAndSpansItsActivities()
    {
        const string Type = "telemetry of work";
        List<string> measured = [];
        List<string> spans = [];
        using var meters = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == MachineTelemetry.Name)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        meters.Start();
        using var source = new ActivitySource(Type);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is MachineTelemetry.Name or Type,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                var isOfMachine = activity.OperationName == "corofsm.work" && Equals(activity.GetTagItem("machine.type"), Type);
                if (activity.Source.Name == Type || isOfMachine)
                    spans.Add($"{activity.DisplayName} in {activity.Parent?.DisplayName} {activity.GetTagItem("work.outcome")}".TrimEnd());
            },
        };
        ActivitySource.AddActivityListener(listener);

        using var machine = Machine.Start<string>(
            async inbox =>
            {
                await inbox.Await(Request, "Charging");
                spans.Add($"coroutine in {Activity.Current?.DisplayName}");
                await inbox.Await(_ => Task.Delay(TimeSpan.FromHours(1), time, CancellationToken.None), "Waiting");
            },
            new() { Observer = MachineTelemetry.Observer, Type = Type, Name = "number 7", TimeProvider = time });
        time.Advance(TimeSpan.FromSeconds(2));
        work.SetResult(7);
        machine.Dispose();

        Assert.Equal(["request in Charging", "Charging in completed", "coroutine in", "Waiting in cancelled"], spans.Select(Squeezed));
        Assert.Equal(
            [
                "started 1 Charging", "duration 2 Charging completed", "started 1 Waiting", "duration 0 Waiting cancelled",
            ],
            measured);

        async Task<int> Request(CancellationToken token)
        {
            using var request = source.StartActivity("request");
            return await work.Task;
        }

        void Note(Instrument instrument, object value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (instrument.Name.StartsWith("corofsm.work.", StringComparison.Ordinal) && Equals(tags[0].Value, Type))
                measured.Add($"{instrument.Name[13..]} {value} {string.Join(' ', tags[1..].ToArray().Select(static tag => tag.Value))}");
        }

        static string Squeezed(string text) => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private Machine<string> Start(Func<Inbox<string>, Coroutine> coroutine) =>
        Machine.Start(coroutine, new() { TimeProvider = time, Observer = observer });

    private async Coroutine Paying(Inbox<string> inbox)
    {
        await inbox.Await(Charge);
        await inbox.Await(_ => work.Task);
    }

    private static Task Charge(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed class Log : IMachineObserver
    {
        public List<string> Lines { get; } = [];

        void IMachineObserver.OnWorkStarted(Machine machine, MachineWork work) => Lines.Add($"{work.Name} started");

        void IMachineObserver.OnWorkEnded(Machine machine, MachineWork work) =>
            Lines.Add($"{work.Name} ended after {work.Duration.TotalSeconds} s{(work.Error is { } e ? $" with {e.GetType().Name}" : "")}");

        void IMachineObserver.OnWorkLeft(Machine machine, MachineWork work) =>
            Lines.Add($"{work.Name} left after {work.Duration.TotalSeconds} s");

        void IMachineObserver.OnWorkFaultedLate(Machine machine, MachineWork work, Exception fault) =>
            Lines.Add($"{work.Name} late {fault.GetType().Name}");
    }

    private sealed class Throwing : IMachineObserver
    {
        void IMachineObserver.OnWorkStarted(Machine machine, MachineWork work) => throw new ArithmeticException();

        void IMachineObserver.OnWorkEnded(Machine machine, MachineWork work) => throw new ArithmeticException();
    }
}
