using CoroFsm.Stateless;

namespace CoroFsm.Tests.Statecharts.Engines;

/// <summary>One way to run a chart.</summary>
internal abstract class Engine
{
    /// <summary>Gets the engine.</summary>
    internal static Engine Default { get; } = new DefaultEngine();

    /// <summary>Gets our engine without an observer: it uses the short forms of cells.</summary>
    internal static Engine Quiet { get; } = new QuietEngine();

    /// <summary>Gets the engine run as a coroutine.</summary>
    internal static Engine Coroutine { get; } = new CoroutineEngine();

    internal static Engine OnStateless { get; } = new StatelessEngine();

    /// <summary>Gets a backend that is written against the public types alone.</summary>
    internal static Engine OnInterpreter { get; } = new InterpreterEngine();

    /// <summary>Runs a case.</summary>
    /// <param name="test">The case.</param>
    /// <param name="events">How many of its events; less than all once it is known where engines differ on purpose.</param>
    /// <param name="detail">What is recorded.</param>
    /// <returns>What was seen, step by step; it ends where engines differ on purpose.</returns>
    internal string[] Execute(ChartCase test, int events, Detail detail = Detail.Full)
    {
        var recorder = new Recorder(test, detail);
        List<string> steps = [];
        var fire = Start(recorder);
        steps.Add(Facts(test, recorder));
        foreach (var e in test.Events[..events])
        {
            recorder.Log.Clear();
            var failed = false;
            if (char.IsAsciiDigit(e))
                recorder.Turn(e - '0');
            else
                failed = !TryFire(recorder, fire, e);
            if (recorder.HasEnteredAgain)
                break;

            steps.Add($"{e}: {string.Join(" ; ", recorder.Log)}{Facts(test, recorder)}");
            if (failed)
                break;
        }

        return [.. steps];
    }

    /// <summary>Creates the machine.</summary>
    /// <returns>A function that sends a trigger to it.</returns>
    private protected abstract Action<char> Start(Recorder recorder);

    /// <summary>Fires a trigger and records the exception.</summary>
    /// <returns>False if triggers were dropped: there the engines differ intentionally.</returns>
    private static bool TryFire(Recorder recorder, Action<char> fire, char trigger)
    {
        try
        {
            fire(trigger);
        }
        catch (Exception error) when (error is UnhandledTriggerException or UnexpectedEventException)
        {
            recorder.Log.Add(error is UnhandledTriggerException ? $"!{error.Message}" : "!unexpected");
            return !error.Data.Contains(Statechart.DroppedTriggers);
        }
        catch (InvalidOperationException error)
        {
            recorder.Log.Add("!ambiguous");
            return !error.Data.Contains(Statechart.DroppedTriggers);
        }

        return true;
    }

    private static string Facts(ChartCase test, Recorder recorder)
    {
        var machine = recorder.Machine!;
        var can = string.Concat(ChartCase.Triggers.Select(trigger =>
        {
            try
            {
                return recorder.CanFire(trigger) ? $"{trigger}" : "";
            }
            catch (InvalidOperationException)
            {
                return $"{trigger}?";
            }
        }));
        var states = string.Concat(test.States.Select(state => state.Name).Where(machine.IsIn));
        return $" => {machine.State} in {states} can {can} permitted {string.Concat(machine.GetPermittedTriggers().Order())}";
    }

    private sealed class DefaultEngine : Engine
    {
        private protected override Action<char> Start(Recorder recorder)
        {
            recorder.Machine = recorder.Build().Start(() => recorder.Stored, recorder.Store, context: null, recorder);
            return recorder.Machine.Fire;
        }
    }

    private sealed class QuietEngine : Engine
    {
        private protected override Action<char> Start(Recorder recorder)
        {
            recorder.Machine = recorder.Build().Start(recorder.Stored);
            return recorder.Fire;
        }
    }

    private sealed class CoroutineEngine : Engine
    {
        private protected override Action<char> Start(Recorder recorder)
        {
            var instance = recorder.Build().Start(() => recorder.Stored, recorder.Store, context: null, recorder);
            recorder.Machine = instance;
            Machine<char>? machine = null;
            return trigger =>
            {
                // A failure ends the coroutine; the chart continues in another one.
                if (machine is null or { Status: not MachineStatus.Waiting })
                    machine = Machine.Start<char>(inbox => instance.Run(inbox));
                machine.Send(trigger);
            };
        }
    }

    private sealed class StatelessEngine : Engine
    {
        private protected override Action<char> Start(Recorder recorder)
        {
            recorder.Machine = recorder.Build().StartOnStateless(() => recorder.Stored, recorder.Store, context: null, recorder);
            return recorder.Machine.Fire;
        }
    }

    private sealed class InterpreterEngine : Engine
    {
        private protected override Action<char> Start(Recorder recorder)
        {
            recorder.Machine = new Interpreter<char, char>(
                recorder.Build(), () => recorder.Stored, recorder.Store, context: null, recorder);
            return recorder.Fire;
        }
    }

    /// <summary>Our engine with a fault.</summary>
    internal sealed class Broken(Mutation mutation) : Engine
    {
        private protected override Action<char> Start(Recorder recorder)
        {
            var chart = recorder.Build();
            mutation.Break(chart);
            recorder.Machine = mutation.Wrap(chart.Start(() => recorder.Stored, recorder.Store, context: null, recorder));
            return recorder.Machine.Fire;
        }
    }

    /// <summary>Our engine without an observer, with a fault in one of the short forms.</summary>
    internal sealed class BrokenQuietly(QuickMutation mutation) : Engine
    {
        private protected override Action<char> Start(Recorder recorder)
        {
            var chart = recorder.Build();
            mutation.Break(chart);
            recorder.Machine = chart.Start(recorder.Stored);
            return recorder.Fire;
        }
    }
}
