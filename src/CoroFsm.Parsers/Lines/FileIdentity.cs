using Microsoft.Win32.SafeHandles;

namespace CoroFsm.Parsers.Lines;

/// <summary>Determines whether two handles refer to the same file.</summary>
/// <remarks>.NET does not provide a file's identity (the inode), and Linux does not store a creation time.</remarks>
internal static class FileIdentity
{
    internal static bool IsSame(SafeFileHandle held, SafeFileHandle opened)
    {
        if (GetCurrentPath(held) is { } oldPath && GetCurrentPath(opened) is { } newPath)
            return oldPath == newPath;

        // Two files that were not written at the same instant differ in one of these.
        // A file that is being written now is compared again at the next poll.
        var before = GetStamp(held);
        var other = GetStamp(opened);
        return other == before || GetStamp(held) != before;
    }

    /// <summary>Gets the current path of the file. Linux tracks it through renames, and marks a deleted file.</summary>
    private static string? GetCurrentPath(SafeFileHandle file) =>
        OperatingSystem.IsLinux() ? new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget : null;

    private static (long Length, DateTime Written, DateTime Created) GetStamp(SafeFileHandle file) =>
        (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file), File.GetCreationTimeUtc(file));
}
