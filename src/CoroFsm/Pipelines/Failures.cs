using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CoroFsm;

/// <summary>What has gone wrong at several targets, each of which gets its turn all the same.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Failures
{
    private ExceptionDispatchInfo? first;
    private List<Exception>? all;

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
            catch (Exception error) when (ReferenceEquals(error, failure))
            {
                // No news.
            }
            catch (Exception error)
            {
                failures.Add(error);
            }
        }

        failures.Throw();
    }

    /// <summary>Notes a failure. The same one from two targets, as from a shared one below them, counts once.</summary>
    internal void Add(Exception error)
    {
        if (first is null)
        {
            first = ExceptionDispatchInfo.Capture(error);
            return;
        }

        all ??= [first.SourceException];
        if (!all.Contains(error))
            all.Add(error);
    }

    /// <summary>Throws what was noted: one failure as it is, several as an <see cref="AggregateException"/>.</summary>
    internal readonly void Throw()
    {
        if (all is { Count: > 1 })
            throw new AggregateException(all);
        first?.Throw();
    }
}
