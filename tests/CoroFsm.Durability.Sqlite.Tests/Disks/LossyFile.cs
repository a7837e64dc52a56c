namespace CoroFsm.Durability.Sqlite.Tests.Disks;

/// <summary>What of a file's contents was synced, and the writes since.</summary>
internal sealed class LossyFile
{
    private readonly List<(long Offset, byte[]? Data)> pending = [];
    private byte[] synced = [];

    internal byte[] Synced => synced;

    internal bool SyncFails { get; set; }

    internal void Write(long offset, ReadOnlySpan<byte> data) => pending.Add((offset, data.ToArray()));

    internal void Truncate(long length) => pending.Add((length, null));

    internal void Sync()
    {
        foreach (var (offset, data) in pending)
        {
            var length = data is null ? offset : Math.Max(synced.Length, offset + data.Length);
            Array.Resize(ref synced, (int)length);
            data?.CopyTo(synced, offset);
        }

        pending.Clear();
    }
}
