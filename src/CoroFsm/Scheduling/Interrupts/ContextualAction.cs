namespace CoroFsm.Scheduling;

/// <summary>An action of another thread that has an ambient context.</summary>
internal sealed class ContextualAction(Action action, ExecutionContext context) : IInterrupt
{
    public void Finish()
    {
        using (AmbientContext.Enter(context))
            action();
    }

    public void Refuse()
    {
    }
}
