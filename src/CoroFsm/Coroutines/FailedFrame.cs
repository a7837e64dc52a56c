namespace CoroFsm;

/// <summary>Carries the exception of a coroutine that failed before its first wait to the coroutine that awaits it.</summary>
internal sealed class FailedFrame<TResult> : CoroutineFrame<TResult>
{
    internal FailedFrame(Exception error) => Fail(error);

    internal override Type MethodType => typeof(FailedFrame<TResult>);

    internal override int SuspensionPoint => 0;

    internal override bool CanDrop => false;

    internal override void Resume()
    {
    }

    internal override void Release() => Version++;
}
