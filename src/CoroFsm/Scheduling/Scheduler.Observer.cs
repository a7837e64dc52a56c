namespace CoroFsm.Scheduling;

/// <content>What the observer is told. What it throws is an interrupt: thrown at once, it would leave half done what it was told of.</content>
public sealed partial class Scheduler
{
    private void TellSpawned(ScheduledTask task)
    {
        try
        {
            options.Observer?.OnSpawned(new(task));
        }
        catch (Exception error)
        {
            ThrowBetweenTurns(error);
        }
    }

    private void TellEnded(ScheduledTask task)
    {
        try
        {
            options.Observer?.OnEnded(new(task), task.Outcome);
        }
        catch (Exception error)
        {
            ThrowBetweenTurns(error);
        }
    }

    private void TellUnobserved(ScheduledTask task)
    {
        try
        {
            options.Observer?.OnUnobservedFault(new(task), task.Outcome.Fault!);
        }
        catch (Exception error)
        {
            ThrowBetweenTurns(error);
        }
    }

    private void TellOverran(ScheduledTask task, TimeSpan elapsed)
    {
        try
        {
            options.Observer?.OnOverran(new(task), elapsed, task.Position);
        }
        catch (Exception error)
        {
            ThrowBetweenTurns(error);
        }
    }

    private void ThrowBetweenTurns(Exception error) => PostObject((Action)(() => Delegation.Rethrow(error)));
}
