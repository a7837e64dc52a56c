using CoroFsm.CompilerServices;
using CoroFsm.Scheduling;

namespace CoroFsm.Networking;

/// <content>The reader of the connection.</content>
public sealed partial class Connection
{
    private ConnectionReader? reader;

    /// <summary>Gets the reader of the connection, which reads lines and other parts. Each call returns the same object.</summary>
    public ConnectionReader Reader => reader ??= new(this);

    /// <summary>Receives for the reader, which holds the bytes before these.</summary>
    internal NetworkWait<int> ReceiveMore(TaskContext task, Memory<byte> buffer, int line, string file)
    {
        Check(task.Record.Scheduler);
        return new(task, receiving.Receive(buffer), line, file);
    }
}
