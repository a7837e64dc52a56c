using System.Diagnostics;

namespace CoroFsm;

/// <summary>
/// Represents the frame of a generator-based coroutine: an iterator that yields its waits.
/// </summary>
internal sealed class GeneratorFrame : CoroutineFrame<VoidResult>
{
    private readonly Type methodType;

    /// <summary>
    /// Null after <see cref="Release"/>, like <see cref="driver"/>: the caller's pooled frame may still refer to this object.
    /// </summary>
    private IEnumerator<Wait> generator;
    private CoroutineDriver driver;

    /// <summary>The coroutine that the generator has called and waits for.</summary>
    private Coroutine.Awaiter call;

    /// <summary>Whether it waits for <see cref="call"/>, not for the inbox.</summary>
    private bool delegates;

    private bool hasStarted;

    internal GeneratorFrame(IEnumerator<Wait> generator, CoroutineDriver driver)
    {
        this.generator = generator;
        this.driver = driver;
        methodType = generator.GetType();
        BeginGenerator();
    }

    internal override Type MethodType => methodType;

    internal override int SuspensionPoint => generator is null ? 0 : CoroFsm.SuspensionPoint.Of(generator);

    /// <summary>Gets true: an iterator cannot catch an exception at a wait, and disposing it runs its <c>finally</c> blocks.</summary>
    internal override bool CanDrop => true;

    /// <summary>Runs the iterator to its first wait or its end.</summary>
    /// <remarks>While it runs, it is the waiter of the driver, which lets a wait detect that it may be yielded.</remarks>
    [StackTraceHidden]
    internal void Start()
    {
        var outer = driver.Waiter;
        var takesOver = (driver.Phase & CoroutineDriver.Waiting) == 0;
        if (takesOver)
        {
            Parent = outer;         // for the name of the state
            driver.Waiter = this;
        }

        Resume();
        hasStarted = true;
        if (takesOver && (driver.Phase & CoroutineDriver.Waiting) == 0)
            driver.Waiter = outer;
    }

    [StackTraceHidden]
    internal override void Resume()
    {
        try
        {
            if (driver.Phase != CoroutineDriver.Delivered || delegates)
                TakeDelivery();

            while (generator.MoveNext())
            {
                // The yielded wait has set the phase. If this frame waited last, the yielded value need not be examined.
                if (ReferenceEquals(driver.Waiter, this) && (driver.Phase & CoroutineDriver.Waiting) != 0)
                    return;
                if (ParkAt(generator.Current))
                    return;
            }

            End(CleanUp(error: null));
        }
        catch (Exception error)
        {
            End(CleanUp(error));
        }
    }

    internal override void Drop(Exception error)
    {
        delegates = false;
        End(CleanUp(error));
    }

    internal override void Release()
    {
        Version++;
        ClearRelated();
        (generator, driver, call) = (null!, null!, default);
    }

    /// <summary>
    /// Takes a delivery that is not an event: the end of a child, the end of the input, or an exception, which an iterator cannot catch.
    /// </summary>
    private void TakeDelivery()
    {
        if (!hasStarted)
            return;

        if (delegates)
        {
            delegates = false;
            driver.Waiter = this;       // the call was the waiter instead
            call.GetResult();
        }
        else if (driver.TakeSignal(enumerates: generator.Current.Kind == WaitKind.EventOrEnd) is { } error)
        {
            Delegation.Rethrow(error);
        }
    }

    /// <summary>Waits as the generator requested.</summary>
    /// <returns>False if the wait has already ended.</returns>
    private bool ParkAt(Wait wait)
    {
        if (wait.Kind == WaitKind.Call)
        {
            call = Wait.TakeCall().GetAwaiter();
            if (call.IsCompleted)
            {
                call.GetResult();
                return false;
            }

            call.Park(this);
            delegates = true;
            return true;
        }

        if ((driver.Phase & CoroutineDriver.Waiting) == 0)
        {
            // Only an enumeration after the end of the input does not arm the inbox.
            if (wait.Kind == WaitKind.EventOrEnd && driver.HasInputEnded)
                return false;
            throw new InvalidOperationException(
                "A generator yielded a Wait that is not armed. Yield it in the statement that creates it: yield return inbox.Receive().");
        }

        driver.Waiter = this;
        return true;
    }

    /// <summary>Runs the generator's <c>finally</c> blocks. An exception that they throw replaces the captured exception.</summary>
    private Exception? CleanUp(Exception? error)
    {
        try
        {
            generator?.Dispose();
            return error;
        }
        catch (Exception cleanUpError)
        {
            return cleanUpError;
        }
    }

    private void End(Exception? error)
    {
        if (driver is null)
            return;     // an event that was sent between a wait and its yield has ended and released the frame

        // A wait that was created but never yielded must not count as one.
        if ((driver.Phase & CoroutineDriver.Waiting) != 0 && ReferenceEquals(driver.Waiter, this))
            driver.Phase = CoroutineDriver.Running;

        if (error is null)
            Complete();
        else
            Fail(error);
    }
}
