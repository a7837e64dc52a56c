using System.Runtime.InteropServices;

namespace CoroFsm.Durability.Sqlite.Tests.Disks;

/// <summary>The C interface of SQLite's file layer, as far as the tests replace it.</summary>
internal static unsafe class UnsafeVfs
{
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    internal static extern Vfs* Find(byte* name);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    internal static extern int Register(Vfs* vfs, int makeDefault);

    /// <summary><c>sqlite3_vfs</c>, version 1, and room for the members of later versions.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Vfs
    {
        internal int Version;
        internal int FileSize;
        internal int LongestPath;
        internal Vfs* Next;
        internal byte* Name;
        internal void* Data;
        internal delegate* unmanaged[Cdecl]<Vfs*, byte*, File*, int, int*, int> Open;
        internal delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        internal fixed long Others[14];
    }

    /// <summary><c>sqlite3_io_methods</c>, version 2: with the shared memory of a write-ahead log.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Methods
    {
        internal int Version;
        internal delegate* unmanaged[Cdecl]<File*, int> Close;
        internal delegate* unmanaged[Cdecl]<File*, void*, int, long, int> Read;
        internal delegate* unmanaged[Cdecl]<File*, void*, int, long, int> Write;
        internal delegate* unmanaged[Cdecl]<File*, long, int> Truncate;
        internal delegate* unmanaged[Cdecl]<File*, int, int> Sync;
        internal delegate* unmanaged[Cdecl]<File*, long*, int> Size;
        internal delegate* unmanaged[Cdecl]<File*, int, int> Lock;
        internal delegate* unmanaged[Cdecl]<File*, int, int> Unlock;
        internal delegate* unmanaged[Cdecl]<File*, int*, int> CheckReservedLock;
        internal delegate* unmanaged[Cdecl]<File*, int, void*, int> Control;
        internal delegate* unmanaged[Cdecl]<File*, int> SectorSize;
        internal delegate* unmanaged[Cdecl]<File*, int> DeviceCharacteristics;
        internal delegate* unmanaged[Cdecl]<File*, int, int, int, void**, int> MapShared;
        internal delegate* unmanaged[Cdecl]<File*, int, int, int, int> LockShared;
        internal delegate* unmanaged[Cdecl]<File*, void> SharedBarrier;
        internal delegate* unmanaged[Cdecl]<File*, int, int> UnmapShared;
    }

    /// <summary><c>sqlite3_file</c>, followed by what its layer keeps.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct File
    {
        internal Methods* Methods;
    }
}
