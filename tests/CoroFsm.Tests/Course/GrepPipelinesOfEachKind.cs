namespace CoroFsm.Tests.Course;

public sealed class GrepPipelinesOfCoroutines : GrepPipelines
{
    protected override IObserver<string> Grep(string pattern, IObserver<string> next) =>
        Stage.To<string, string>(next, (lines, emit) => Matching(pattern, lines, emit));

    private static async Coroutine Matching(string pattern, Inbox<string> lines, Action<string> emit)
    {
        await foreach (var line in lines)
        {
            if (line.Contains(pattern, StringComparison.Ordinal))
                emit(line);
        }
    }
}

/// <summary>Coroutines that receive line by line, as in the course, without handling the end.</summary>
public sealed class GrepPipelinesOfEndlessCoroutines : GrepPipelines
{
    protected override IObserver<string> Grep(string pattern, IObserver<string> next) =>
        Stage.To<string, string>(next, (lines, emit) => Matching(pattern, lines, emit));

    private static async Coroutine Matching(string pattern, Inbox<string> lines, Action<string> emit)
    {
        while (true)
        {
            var line = await lines.Receive();
            if (line.Contains(pattern, StringComparison.Ordinal))
                emit(line);
        }
    }
}

public sealed class GrepPipelinesOfClasses : GrepPipelines
{
    protected override IObserver<string> Grep(string pattern, IObserver<string> next) => new Matching(pattern, next);

    private sealed class Matching(string pattern, IObserver<string> next) : Stage<string, string>(next)
    {
        public override void OnNext(string value)
        {
            if (value.Contains(pattern, StringComparison.Ordinal))
                Next.OnNext(value);
        }
    }
}

public sealed class GrepPipelinesOfFilters : GrepPipelines
{
    protected override IObserver<string> Grep(string pattern, IObserver<string> next) =>
        Stage.Filter(line => line.Contains(pattern, StringComparison.Ordinal), next);
}

/// <summary>
/// Machines that were started separately and send to the next directly: they form a chain like any stage, but forward only what they
/// receive.
/// </summary>
public sealed class GrepPipelinesOfMachines : GrepPipelines
{
    protected override IObserver<string> Grep(string pattern, IObserver<string> next) =>
        Machine.Start<string>(lines => Matching(pattern, lines, next));

    private static async Coroutine Matching(string pattern, Inbox<string> lines, IObserver<string> next)
    {
        try
        {
            await foreach (var line in lines)
            {
                if (line.Contains(pattern, StringComparison.Ordinal))
                    next.OnNext(line);
            }
        }
        catch (Exception error)
        {
            next.OnError(error);
            throw;
        }

        next.OnCompleted();
    }
}
