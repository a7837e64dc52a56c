using System.Runtime.ExceptionServices;
using CoroFsm.Durability.Journals;
using CoroFsm.Durability.Turns;

namespace CoroFsm.Durability.Instances;

/// <content>The start, and what comes without a sender: timers.</content>
internal sealed partial class Instance<TEvent>
{
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
            while (Stage == InstanceStage.Resident && journaled.Failure is null && NextDue <= host.Now)
                FireNext();
            if (Stage == InstanceStage.Resident && NextDue is var due and not long.MaxValue)
                host.SetAlarm(this, due);
        }
    }

    private void FireNext()
    {
        var live = Turn.Rent(this, hasSender: false, host.IsAsync);
        Begin(live, host.Now);
        try
        {
            Fire(out var failure);
            Keep(live, RecordKind.Timer, start: 0, failure);
        }
        finally
        {
            End();
        }
    }

    /// <summary>Fires the timer that is due first: the machine's own, or one that its coroutine has set on the clock.</summary>
    private void Fire(out Exception? failure)
    {
        failure = null;
        if (machine!.NextDue <= clock.NextDue)
        {
            machine.FireDue(out failure);
            return;
        }

        try
        {
            clock.Fire();
        }
        catch (Exception error)
        {
            failure = error;
        }
    }
}
