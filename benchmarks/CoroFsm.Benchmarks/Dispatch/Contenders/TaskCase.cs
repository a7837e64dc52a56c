using System.Threading.Tasks.Sources;

namespace CoroFsm.Benchmarks.Dispatch.Contenders;

/// <summary>
/// Runs the same coroutine as an <c>async Task</c> method. Each event completes a reusable value task, which resumes the method on the
/// sender's stack.
/// </summary>
internal sealed class TaskCase : FourStatesCase, IValueTaskSource<byte>
{
    private readonly Task machine;
    private ManualResetValueTaskSourceCore<byte> next;

    internal TaskCase()
        : base("task", "flat") =>
        machine = Machine();

    protected override void Handle(ReadOnlySpan<byte> events)
    {
        foreach (var e in events)
            next.SetResult(e);
        if (machine.IsCompleted)
            machine.GetAwaiter().GetResult();       // only by an exception
    }

    byte IValueTaskSource<byte>.GetResult(short token)
    {
        var e = next.GetResult(token);
        next.Reset();
        return e;
    }

    ValueTaskSourceStatus IValueTaskSource<byte>.GetStatus(short token) => next.GetStatus(token);

    void IValueTaskSource<byte>.OnCompleted(
        Action<object?> continuation,
        object? state,
        short token,
        ValueTaskSourceOnCompletedFlags flags) =>
        next.OnCompleted(continuation, state, token, flags);

    private ValueTask<byte> Receive() => new(this, next.Version);

    private async Task Machine()
    {
        while (true)
        {
            while (await Receive() != 0)
            {
            }

            Transitions.Count++;
            while (await Receive() != 1)
            {
            }

            Transitions.Count++;
            while (await Receive() != 2)
            {
            }

            Transitions.Count++;
            while (await Receive() != 3)
            {
            }

            Transitions.Count++;
        }
    }
}
