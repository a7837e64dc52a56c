using System.Runtime.ExceptionServices;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <content>The start, and what comes without a sender: timers.</content>
internal sealed partial class Instance<TEvent>
{
    /// <summary>The number of timers after which others come first, if a machine sets them without a delay.</summary>
    private const int MaxFired = 1000;

    /// <summary>Starts a machine that the journal does not know, with the newest code.</summary>
    /// <param name="argument">The argument, as it is stored.</param>
    internal void StartNew(ReadOnlyMemory<byte> argument)
    {
        lock (clock)
        {
            version = host.Program.LatestVersion;
            if (!argument.IsEmpty)
                Rarely.Argument = argument;
            var live = Turn.Rent(this, hasSender: false, host.IsAsync);
            Begin(live, host.Now);
            try
            {
                Stage = InstanceStage.Resident;
                StartMachine(host.Program.Find(version)!);
                if (Keep(live, RecordKind.Started, start: 0, failure: null) is { } fault)
                    ExceptionDispatchInfo.Throw(fault);
            }
            finally
            {
                End();
            }
        }
    }

    /// <summary>Fires the timers that are due, each in a turn of its own.</summary>
    internal void FireDue()
    {
        lock (clock)
        {
            AlarmDue = long.MaxValue;
            for (var left = MaxFired; left > 0 && Stage == InstanceStage.Resident && journaled.Failure is null; left--)
            {
                if (NextDue > host.Now || !FireNext())
                    break;
            }

            if (Stage == InstanceStage.Resident && NextDue is var due and not long.MaxValue)
                host.SetAlarm(this, due);
        }
    }

    /// <summary>Fires the timers that are due although their alarm has not rung yet.</summary>
    private void FireOverdue()
    {
        if (AlarmDue != long.MaxValue && AlarmDue <= host.Now)
            FireDue();
    }

    /// <returns>False if nothing was due: then nothing is stored.</returns>
    private bool FireNext()
    {
        var live = Turn.Rent(this, hasSender: false, host.IsAsync);
        Begin(live, host.Now);
        try
        {
            if (Fire(out var failure))
            {
                Keep(live, RecordKind.Timer, start: 0, failure);
                return true;
            }

            live.Return();
            return false;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Fires the timer that is due first: the machine's own, or one that its coroutine has set on the clock.</summary>
    /// <returns>False if none is due.</returns>
    private bool Fire(out Exception? failure)
    {
        failure = null;
        if (NextDue > clock.Now)
            return false;
        if (machine!.NextDue <= clock.NextDue)
            return machine.FireDue(out failure);

        try
        {
            clock.Fire();
        }
        catch (Exception error)
        {
            failure = error;
        }

        return true;
    }
}
