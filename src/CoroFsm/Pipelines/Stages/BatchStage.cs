namespace CoroFsm.Pipelines;

internal sealed class BatchStage<T>(int size, IObserver<T[]> next) : Stage<T, T[]>(next)
{
    private T[]? batch;
    private int count;

    public override void OnNext(T value)
    {
        StackGuard.EnsureRoom();

        // The size may be huge and never be reached.
        batch ??= new T[Math.Min(size, 256)];
        if (count == batch.Length)
            Array.Resize(ref batch, (int)Math.Min((long)size, count * 2L));

        batch[count++] = Lasting.Of(value);
        if (count == size)
            Deliver();
    }

    public override void OnCompleted()
    {
        try
        {
            Deliver();
        }
        catch (Exception error)
        {
            Fail(error);
            throw;
        }

        base.OnCompleted();
    }

    public override void OnRestart()
    {
        var failures = default(Failures);
        try
        {
            Deliver();
        }
        catch (Exception error)
        {
            failures.Add(error);
        }

        try
        {
            base.OnRestart();       // even if the target threw at the last batch
        }
        catch (Exception error)
        {
            failures.Add(error);
        }

        failures.Throw();
    }

    public override void OnError(Exception error)
    {
        try
        {
            Deliver();      // the failure must not lose the items before it
        }
        catch (Exception another) when (Failures.AddsInformation(another, error))
        {
            Fail(error);
            throw new AggregateException(error, another);
        }
        catch (Exception)
        {
            // The target has rethrown the failure.
        }

        base.OnError(error);
    }

    private void Deliver()
    {
        if (count == 0)
            return;

        var full = batch!;
        Array.Resize(ref full, count);
        batch = null;
        count = 0;
        Next.OnNext(full);
    }
}
