using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <content>The end.</content>
public sealed partial class Machine<TEvent>
{
    /// <summary>Ends the machine with an exception that does not belong to a normal end.</summary>
    /// <returns>The exception.</returns>
    private Exception Fail(Exception fault)
    {
        _ = End(fault);
        return fault;
    }

    /// <summary>Ends the machine. An exception that does not belong to a normal end is captured as the fault.</summary>
    /// <returns>The exception for the sender: the fault, or else the exception of an observer.</returns>
    private Exception? End(Exception? error)
    {
        Phase = Ended;
        Waiter = null;
        filter = null;
        Current = default!;

        // The type of the frame, and so the machine's name, remains. An abandoned frame may still be in use.
        if (Root is { IsCompleted: true })
            Root.Release();
        if (error is not null && !IsNormalEnd(error))
            Rarely.Fault = error;
        else
            error = null;

        if (Options.Observer is { } observer)
            error = ObserveEnd(observer, error);
        if (reserve is not null || turns is not null)
            LeaveAll();
        return error;
    }

    /// <summary>Leaves what has outlived the coroutine, and notifies what waits for the end.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LeaveAll()
    {
        try
        {
            LeaveWork();
            LeaveAllInvoked();
            reserve?.DropAll();
            turns?.Hashed = null;
        }
        finally
        {
            NotifyEnd();
        }
    }
}
