namespace CoroFsm.Pipelines;

/// <summary>Receives a notification when the source of its items restarts with another input.</summary>
/// <remarks>
/// <para>
/// A parser that is reset and a followed file that is replaced begin another input for the same target. An observer that keeps a part of an
/// item (half a line, the text of an element) implements this interface, so that the part is not joined with the next input.
/// </para>
/// <para>
/// Every <see cref="Stage"/> implements it and passes the notification on. Sources send it with <see cref="Source.Restart{T}"/>. A machine
/// does not receive it: the input of a coroutine continues.
/// </para>
/// </remarks>
public interface IRestartObserver
{
    /// <summary>Notifies the observer that the previous items and the following ones belong to different inputs.</summary>
    /// <remarks>
    /// Called in order with the items, on the thread that sends them, and also after a completion or a failure: items may follow it then.
    /// Its exceptions are thrown to the sender.
    /// </remarks>
    void OnRestart();
}
