using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>What has gone wrong at several targets, each of which gets its turn all the same.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Failures
{
    private ExceptionDispatchInfo? first;
    private List<Exception>? all;

    /// <summary>Tells whether what a target throws says more than the failure that is known: it may throw the same, or be a machine that has ended by it.</summary>
    internal static bool IsNews(Exception another, Exception failure) => !ReferenceEquals(CauseOf(another), failure);

    /// <summary>Passes the completion on to all.</summary>
    internal static void Complete<T>(IEnumerable<IObserver<T>> targets)
    {
        StackGuard.EnsureRoom();
        var failures = default(Failures);
        foreach (var target in targets)
        {
            try
            {
                target.OnCompleted();
            }
            catch (Exception error)
            {
                failures.Add(error);
            }
        }

        failures.Throw();
    }

    /// <summary>Passes a failure on to all.</summary>
    internal static void Fail<T>(IEnumerable<IObserver<T>> targets, Exception failure)
    {
        StackGuard.EnsureRoom();
        var failures = default(Failures);
        foreach (var target in targets)
        {
            try
            {
                target.OnError(failure);
            }
            catch (Exception error) when (IsNews(error, failure))
            {
                failures.Add(error);
            }
            catch (Exception)
            {
                // No news.
            }
        }

        failures.Throw();
    }

    /// <summary>Notes a failure. The same one from two targets, as from a shared one below them, counts once; so it does if that is a machine, which has ended by it.</summary>
    internal void Add(Exception error)
    {
        if (first is null)
        {
            first = ExceptionDispatchInfo.Capture(error);
            return;
        }

        all ??= [first.SourceException];
        if (!all.Contains(CauseOf(error)))
            all.Add(error);
    }

    /// <summary>Throws what was noted: one failure as it is, several as an <see cref="AggregateException"/>.</summary>
    internal readonly void Throw()
    {
        if (all is { Count: > 1 })
            throw new AggregateException(all);
        first?.Throw();
    }

    private static Exception CauseOf(Exception error) => error is MachineEndedException { InnerException: { } fault } ? fault : error;
}
