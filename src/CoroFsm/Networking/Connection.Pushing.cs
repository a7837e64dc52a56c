using System.Runtime.CompilerServices;
using CoroFsm.Pipelines;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <content>A connection as a source.</content>
public sealed partial class Connection
{
    private const int ChunkSize = 4096;

    /// <summary>
    /// Pushes the bytes of the connection as they arrive, until the other side sends no more: to a parser of XML, a splitter of lines, or any stage.
    /// </summary>
    /// <param name="task">The context of the task that receives.</param>
    /// <param name="target">Gets the bytes, in the turns of the task; each chunk is valid until it returns. Then the completion, or the error.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <returns>The call, to be awaited at once; its result is how many bytes there were. What the connection or the target throws comes out of it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The connection belongs to another scheduler.</exception>
    /// <remarks>A task that is killed meanwhile fails the target with the <see cref="CoroutineClosedException"/> that unwinds it.</remarks>
    public async Coroutine<long> PushTo(TaskContext task, IObserver<ByteChunk> target, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
    {
        ArgumentNullException.ThrowIfNull(target);
        var buffer = new byte[ChunkSize];
        var total = 0L;
        try
        {
            while (true)
            {
                var length = await Receive(task, buffer, line, file);
                if (length == 0)
                    break;
                target.OnNext(new(buffer.AsMemory(0, length)));
                total += length;
            }
        }
        catch (Exception error)
        {
            Source.Fail(target, error);
            throw;
        }

        target.OnCompleted();
        return total;
    }
}
