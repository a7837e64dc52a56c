namespace CoroFsm.Pipelines;

/// <summary>
/// Represents a stage that merges several upstreams, each of which has its own input. The target receives the completion once, after the
/// last of them.
/// </summary>
/// <typeparam name="T">The type of the items.</typeparam>
/// <remarks>
/// The first failure is passed on immediately and ends the stage: further items of other upstreams are dropped. Not thread-safe: put a
/// <c>Synchronized</c> machine or a threaded stage below each upstream that runs on another thread. Created by
/// <see cref="Stage.FanIn{T}"/>.
/// </remarks>
public sealed class FanInStage<T> : Stage
{
    private readonly IObserver<T> next;
    private int inputs;
    private bool isSending;
    private bool isOver;

    internal FanInStage(IObserver<T> next) => this.next = next;

    /// <inheritdoc/>
    internal override IEnumerable<object> Targets => [next];

    /// <summary>Creates the input of one upstream. The stage completes when all of its inputs have completed.</summary>
    /// <returns>The input.</returns>
    /// <exception cref="InvalidOperationException">The stage has already completed or failed.</exception>
    public Stage<T> Input()
    {
        if (isOver)
        {
            throw new InvalidOperationException(
                $"Stage {Name} has ended: all of its inputs have completed, or one has failed. " +
                "Create all inputs before the first source runs.");
        }

        inputs++;
        return new InputStage(this);
    }

    private void Send(T value)
    {
        if (isOver)
            return;
        if (isSending)
            throw Cycle.Reentered(this);

        StackGuard.EnsureRoom();
        isSending = true;
        try
        {
            next.OnNext(value);
        }
        finally
        {
            isSending = false;
        }
    }

    /// <summary>Accepts items again, including those of an input that had ended.</summary>
    private void Reopen(bool hasEnded)
    {
        inputs += hasEnded ? 1 : 0;
        isOver = false;
        OnRestart();
    }

    private void CompleteOne()
    {
        if (--inputs > 0 || isOver)
            return;

        StackGuard.EnsureRoom();
        isOver = true;
        next.OnCompleted();
    }

    private void Fail(Exception error)
    {
        inputs--;
        if (isOver)
            return;

        StackGuard.EnsureRoom();
        isOver = true;
        next.OnError(error);
    }

    private sealed class InputStage(FanInStage<T> fan) : Stage<T>
    {
        private bool isOver;

        public override string Name => $"{fan.Name}.{nameof(Input)}";

        internal override IEnumerable<object> Targets => [fan];

        public override void OnNext(T value)
        {
            if (!isOver)
                fan.Send(value);
        }

        public override void OnCompleted()
        {
            if (isOver)
                return;

            isOver = true;
            fan.CompleteOne();
        }

        public override void OnError(Exception error)
        {
            if (isOver)
                return;

            isOver = true;
            fan.Fail(error);
        }

        public override void OnRestart()
        {
            var hasEnded = isOver;
            isOver = false;
            fan.Reopen(hasEnded);
        }
    }
}
