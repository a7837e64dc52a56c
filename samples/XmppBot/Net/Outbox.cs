using System.Buffers;
using System.Text;

namespace XmppBot;

/// <summary>
/// The bytes to write, in order. The reading side of a connection waits here before it reads on, so a server that sends and never
/// reads is not answered without end.
/// </summary>
internal sealed class Outbox
{
    private const int EnoughBytes = 256 * 1024;
    private const int MaxBytes = 16 * 1024 * 1024;

    private readonly Lock gate = new();
    private ArrayBufferWriter<byte> filling = new();
    private ArrayBufferWriter<byte> emptying = new();
    private TaskCompletionSource hasSome = New();
    private TaskCompletionSource hasRoom = New();
    private bool isComplete;

    /// <summary>Adds a text; drops it when the outbox is complete.</summary>
    /// <returns>False if there is too much already.</returns>
    public bool TryWrite(string text)
    {
        lock (gate)
        {
            if (isComplete)
                return true;
            if (filling.WrittenCount > MaxBytes)
                return false;
            Encoding.UTF8.GetBytes(text, filling);
            hasSome.TrySetResult();
            return true;
        }
    }

    /// <summary>Takes nothing more; what is there is still written.</summary>
    public void Complete()
    {
        lock (gate)
        {
            isComplete = true;
            hasSome.TrySetResult();
            hasRoom.TrySetResult();
        }
    }

    /// <summary>Waits until not too much is waiting to be written.</summary>
    public Task RoomAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (filling.WrittenCount < EnoughBytes || isComplete)
                return Task.CompletedTask;
            if (hasRoom.Task.IsCompleted)
                hasRoom = New();
            return hasRoom.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Takes all that there is; waits until there is something. Valid until the next call.</summary>
    /// <returns>Nothing if it is complete.</returns>
    public async Task<ReadOnlyMemory<byte>> TakeAsync(CancellationToken cancellationToken)
    {
        await hasSome.Task.WaitAsync(cancellationToken);
        lock (gate)
        {
            (filling, emptying) = (emptying, filling);
            filling.ResetWrittenCount();
            if (!isComplete)
                hasSome = New();
            hasRoom.TrySetResult();
            return emptying.WrittenMemory;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
