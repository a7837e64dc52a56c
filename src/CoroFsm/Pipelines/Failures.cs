using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace CoroFsm.Pipelines;

/// <summary>Collects the exceptions of several targets, all of which are notified even if some of them fail.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Failures
{
    private ExceptionDispatchInfo? first;
    private List<Exception>? all;

    /// <summary>
    /// Determines whether an exception of a target adds information to a known failure: the target may rethrow it, or be a machine that it
    /// has ended.
    /// </summary>
    internal static bool AddsInformation(Exception another, Exception failure) => !ReferenceEquals(CauseOf(another), failure);

    /// <summary>Passes the completion on to all targets.</summary>
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

    /// <summary>Passes a failure on to all targets.</summary>
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
            catch (Exception error) when (AddsInformation(error, failure))
            {
                failures.Add(error);
            }
            catch (Exception)
            {
                // The target has rethrown the failure.
            }
        }

        failures.Throw();
    }

    /// <summary>
    /// Adds a failure. The same failure of two targets, as from a common target below them, counts once, even if that target is a machine
    /// that it has ended.
    /// </summary>
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

    /// <summary>Throws the failures: a single one unchanged, several as an <see cref="AggregateException"/>.</summary>
    internal readonly void Throw()
    {
        if (all is { Count: > 1 })
            throw new AggregateException(all);
        first?.Throw();
    }

    private static Exception CauseOf(Exception error) => error is MachineEndedException { InnerException: { } fault } ? fault : error;
}
