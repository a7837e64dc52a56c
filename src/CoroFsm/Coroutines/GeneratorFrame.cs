using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>
/// The frame of a generator-based coroutine: an iterator that yields its waits.
/// </summary>
internal sealed class GeneratorFrame : CoroutineFrame<VoidResult>
{
    private readonly IEnumerator<Wait> generator;
    private readonly CoroutineDriver driver;

    /// <summary>Whether the generator hangs in a call of another coroutine, and not at the inbox.</summary>
    private bool delegates;

    internal GeneratorFrame(IEnumerator<Wait> generator, CoroutineDriver driver)
    {
        this.generator = generator;
        this.driver = driver;
    }

    internal override Type MethodType => generator.GetType();

    /// <summary>Runs the generator to its first wait.</summary>
    [StackTraceHidden]
    internal void Start() => Run(isDelivery: false);

    [StackTraceHidden]
    internal override void Resume() => Run(isDelivery: driver.Phase != CoroutineDriver.Running || delegates);

    internal override void Release() => Version++;

    [StackTraceHidden]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Run(bool isDelivery)
    {
        try
        {
            if (isDelivery)
                TakeDelivery();

            while (generator.MoveNext())
            {
                // The yielded inbox has set the status; that it was this frame that waited last saves looking at what was yielded.
                if (ReferenceEquals(driver.Waiter, this) && (driver.Phase & CoroutineDriver.Waiting) != 0)
                    return;
                if (ParkAt(generator.Current))
                    return;
            }

            End(error: null);
        }
        catch (Exception error)
        {
            End(CleanUp(error));
        }
    }

    /// <summary>Takes what came instead of an event: a child's end, the end of the input, or an exception, which an iterator cannot catch.</summary>
    private void TakeDelivery()
    {
        if (delegates)
        {
            delegates = false;
            var call = generator.Current;
            Delegation.TakeResult(call.Child!, call.Version);
        }
        else if (driver.TakeSignal(generator.Current.Enumerates) is { } error)
        {
            Delegation.Rethrow(error);
        }
    }

    /// <summary>Waits where the generator asked to.</summary>
    /// <returns>False if that is over already.</returns>
    private bool ParkAt(Wait wait)
    {
        if (wait.Child is { } child)
        {
            if (Delegation.IsCompleted(child, wait.Version))
            {
                Delegation.TakeResult(child, wait.Version);
                return false;
            }

            Delegation.Park(child, this);
            delegates = true;
            return true;
        }

        if (wait.IsCompletedCall)
            return false;
        if ((driver.Phase & CoroutineDriver.Waiting) == 0)
        {
            // Only an enumeration after the end of the input does not arm the inbox.
            if (wait.Enumerates)
                return false;
            throw new InvalidOperationException("A generator yielded a Wait that is not armed. Yield it in the statement that makes it: yield return inbox.Receive().");
        }

        driver.Waiter = this;
        return true;
    }

    /// <summary>Runs the generator's <c>finally</c> blocks; what they throw takes the place of what ended it.</summary>
    private Exception CleanUp(Exception error)
    {
        try
        {
            generator.Dispose();
            return error;
        }
        catch (Exception cleanUpError)
        {
            return cleanUpError;
        }
    }

    private void End(Exception? error)
    {
        // A wait that was made but never yielded must not look like one.
        if ((driver.Phase & CoroutineDriver.Waiting) != 0 && ReferenceEquals(driver.Waiter, this))
            driver.Phase = CoroutineDriver.Running;

        Error = error;
        IsCompleted = true;
    }
}
