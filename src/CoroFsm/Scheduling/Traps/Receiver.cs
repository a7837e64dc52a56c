namespace CoroFsm.Scheduling;

/// <summary>What a task waits for that receives any message of one type: one object for all tasks.</summary>
internal sealed class Receiver<T> : Trap
{
    internal static readonly Receiver<T> Instance = new();

    public override string Description => $"a message ({typeof(T).Name})";

    internal override bool TakesMessages => true;

    internal override bool Check(ScheduledTask waiting) => waiting.ExtrasOrNull?.Mailbox is { } mailbox && mailbox.Find<T>() >= 0;

    protected override void Begin() => throw new InvalidOperationException("It is not for calls.");
}
