using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace CoroFsm.Pipelines;

/// <content>An <c>async</c> lambda would become an <c>async void</c> action, so an overload rejects it at compile time.</content>
public static partial class Sink
{
    /// <summary>Rejects a function that returns a task.</summary>
    [Obsolete(AsyncLambdas.Item, error: true)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IObserver<T> To<T>(Func<T, Task> onNext, Action? onCompleted = null, Action<Exception>? onError = null) =>
        AsyncLambdas.Refuse<IObserver<T>>(AsyncLambdas.Item);

    /// <summary>Creates a sink that calls a lambda that only throws.</summary>
    /// <remarks>Such a lambda converts to any function type. This overload has priority over the one that rejects tasks.</remarks>
    [OverloadResolutionPriority(1)]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static IObserver<T> To<T>(Func<T, ValueTuple> onNext, Action? onCompleted = null, Action<Exception>? onError = null)
    {
        ArgumentNullException.ThrowIfNull(onNext);
        return new ActionSink<T>(item => _ = onNext(item), onCompleted, onError);
    }
}
