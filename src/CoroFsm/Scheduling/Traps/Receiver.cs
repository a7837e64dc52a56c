namespace CoroFsm.Scheduling;

/// <summary>Represents the wait for any message of one type: one object for all tasks.</summary>
internal sealed class Receiver<T> : Trap
{
    internal static readonly Receiver<T> Instance = new();

    public override string Description => $"a message ({typeof(T).Name})";

    internal override bool TakesMessages => true;

    internal override bool Check(ScheduledTask waiting) => waiting.ExtrasOrNull?.Mailbox is { } mailbox && mailbox.Has<T>();

    protected override void Begin() => throw new InvalidOperationException("This trap is not for calls. Use Trap.Receive.");
}
