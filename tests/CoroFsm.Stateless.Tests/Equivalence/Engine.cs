namespace CoroFsm.Stateless.Tests.Equivalence;

/// <summary>One way to run a chart.</summary>
internal abstract class Engine
{
    /// <summary>Gets our engine.</summary>
    internal static Engine Ours { get; } = new OurEngine();

    /// <summary>Gets our engine where nobody looks: it takes shorter paths.</summary>
    internal static Engine Quiet { get; } = new QuietEngine();

    /// <summary>Gets our engine run as a coroutine.</summary>
    internal static Engine Coroutine { get; } = new CoroutineEngine();

    internal static Engine OnStateless { get; } = new StatelessEngine();

    /// <summary>Runs a case.</summary>
    /// <param name="test">The case.</param>
    /// <param name="events">How many of its events; less than all once it is known where engines differ on purpose.</param>
    /// <param name="isTerse">Whether only actions count, because nobody observes.</param>
    /// <returns>What was seen, step by step; it ends where engines differ on purpose.</returns>
    internal string[] Execute(ChartCase test, int events, bool isTerse = false)
    {
        var recorder = new Recorder(test, isTerse);
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

    /// <summary>Makes the machine.</summary>
    /// <returns>What sends a trigger to it.</returns>
    private protected abstract Action<char> Start(Recorder recorder);

    /// <summary>Fires, and writes down what comes out.</summary>
    /// <returns>False if triggers were dropped: there the engines differ on purpose.</returns>
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
                return machine.CanFire(trigger) ? $"{trigger}" : "";
            }
            catch (InvalidOperationException)
            {
                return $"{trigger}?";
            }
        }));
        return $" => {machine.State} in {string.Concat(test.States.Select(state => state.Name).Where(machine.IsIn))} can {can} permitted {string.Concat(machine.GetPermittedTriggers().Order())}";
    }

    private sealed class OurEngine : Engine
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
            return recorder.Machine.Fire;
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
                // What fails inside ends the coroutine; the chart goes on in another one.
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

    /// <summary>Our engine with something broken in it.</summary>
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
}
