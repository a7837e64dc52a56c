using System.Runtime.CompilerServices;
using CoroFsm.Pipelines;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <content>A connection as a source.</content>
public sealed partial class Connection
{
    private const int ChunkSize = 4096;

    /// <summary>
    /// Pushes the bytes of the connection as they arrive, until the other side ends its output: to a parser of XML, a line splitter, or any
    /// stage.
    /// </summary>
    /// <param name="task">The context of the task that receives.</param>
    /// <param name="target">The target of the bytes, called in the turns of the task; each chunk is valid until the call returns. It then
    /// receives the completion or the failure.</param>
    /// <param name="line">Supplied by the compiler.</param>
    /// <param name="file">Supplied by the compiler.</param>
    /// <returns>The call; await it immediately. Its result is the number of bytes. Exceptions of the connection or the target are thrown by
    /// the await.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="target"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The connection belongs to another scheduler.</exception>
    /// <remarks>
    /// If the task is killed meanwhile, the target receives the <see cref="CoroutineClosedException"/> that unwinds the task as its
    /// failure.
    /// </remarks>
    public async Coroutine<long> PushTo(
        TaskContext task, IObserver<ByteChunk> target, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "")
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
