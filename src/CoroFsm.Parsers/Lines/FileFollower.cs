using Microsoft.Win32.SafeHandles;

namespace CoroFsm.Parsers.Lines;

/// <summary>Represents the position of one run of a <see cref="FollowedFile"/>: the current file and the offset in it.</summary>
internal sealed class FileFollower : IDisposable
{
    private const int ChunkLength = 64 << 10;

    private readonly string path;
    private readonly byte[] buffer = new byte[ChunkLength];
    private SafeFileHandle? file;
    /// <summary>The file that has replaced the current one.</summary>
    private SafeFileHandle? successor;
    private long position;

    internal FileFollower(string path, bool fromStart)
    {
        this.path = path;
        file = Open();
        if (file is not null && !fromStart)
            position = RandomAccess.GetLength(file);
    }

    public void Dispose()
    {
        file?.Dispose();
        successor?.Dispose();
    }

    /// <summary>Reads the next bytes; returns none if none are available.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        file ??= Open();
        if (file is null)
            return default;

        var length = await RandomAccess.ReadAsync(file, buffer, position, cancellationToken).ConfigureAwait(false);
        position += length;
        return buffer.AsMemory(0, length);
    }

    /// <summary>Examines the state of the file after a read that returned no bytes.</summary>
    /// <param name="isRestart">Whether the next read begins at the start of a file: another one, or this one again.</param>
    /// <returns>True if bytes may be available now.</returns>
    internal bool TryContinue(out bool isRestart)
    {
        isRestart = false;
        if (file is null)
            return false;

        if (successor is not null)
        {
            file.Dispose();
            (file, successor) = (successor, null);
            position = 0;
            isRestart = true;
            return true;
        }

        if (RandomAccess.GetLength(file) < position)
        {
            position = 0;
            isRestart = true;
            return true;
        }

        var current = Open();
        if (current is null || FileIdentity.IsSame(file, current))
        {
            current?.Dispose();
            return false;
        }

        // The old file may have grown since it was read; its remaining bytes come first.
        successor = current;
        return true;
    }

    private SafeFileHandle? Open()
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
