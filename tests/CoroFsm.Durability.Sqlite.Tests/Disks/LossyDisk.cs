namespace CoroFsm.Durability.Sqlite.Tests.Disks;

/// <summary>Files of which each keeps, beside its contents, what of them would survive a loss of power: what was synced.</summary>
internal static class LossyDisk
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, LossyFile> Files = [];

    /// <summary>Returns the URI of a file on this disk.</summary>
    internal static string UriOf(string path) => $"file:{path}?vfs={LossyVfs.EnsureRegistered()}";

    /// <summary>Writes what would survive a loss of power now to another folder.</summary>
    internal static void LosePower(string folder, string survivors)
    {
        lock (Gate)
        {
            foreach (var (path, file) in Files)
            {
                if (Path.GetDirectoryName(path) == folder)
                    File.WriteAllBytes(Path.Combine(survivors, Path.GetFileName(path)), file.Synced);
            }
        }
    }

    /// <summary>Makes each sync of the files of a folder fail, or succeed again.</summary>
    internal static void FailSyncs(string folder, bool fails)
    {
        lock (Gate)
        {
            foreach (var (path, file) in Files)
            {
                if (Path.GetDirectoryName(path) == folder)
                    file.SyncFails = fails;
            }
        }
    }

    internal static LossyFile Open(string path)
    {
        lock (Gate)
        {
            if (!Files.TryGetValue(path, out var file))
                Files.Add(path, file = new());
            return file;
        }
    }

    internal static void Delete(string path)
    {
        lock (Gate)
            Files.Remove(path);
    }

    /// <summary>Executes a change of a file, so that power is lost before or after it.</summary>
    internal static T Change<T>(Func<T> change)
    {
        lock (Gate)
            return change();
    }
}
