using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static CoroFsm.Durability.Sqlite.Tests.Disks.UnsafeVfs;

namespace CoroFsm.Durability.Sqlite.Tests.Disks;

/// <summary>SQLite's file layer of the system, with a record of each write and sync in <see cref="LossyDisk"/>.</summary>
internal static unsafe class LossyVfs
{
    private const string Name = "lossy";

    // The methods, the handle of the LossyFile, and then the file of the system's layer.
    private const int HeaderSize = 16;

    private static readonly Vfs* System = Initialize();
    private static readonly Methods* Layer = CreateMethods();
    private static readonly Vfs* Registered = RegisterLayer();

    /// <summary>Returns the name of the layer.</summary>
    internal static string EnsureRegistered() => Registered is null ? throw new InvalidOperationException("Not registered.") : Name;

    private static Vfs* Initialize()
    {
        Batteries_V2.Init();
        raw.sqlite3_initialize();
        return Find(null);
    }

    private static Vfs* RegisterLayer()
    {
        var vfs = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *vfs = *System;
        vfs->Next = null;
        vfs->FileSize = HeaderSize + System->FileSize;
        vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8(Name);
        vfs->Open = &Open;
        vfs->Delete = &Delete;
        return Register(vfs, makeDefault: 0) == raw.SQLITE_OK ? vfs : null;
    }

    private static Methods* CreateMethods()
    {
        var methods = (Methods*)NativeMemory.AllocZeroed((nuint)sizeof(Methods));
        *methods = new()
        {
            Version = 2,
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            Size = &Size,
            Lock = &Lock,
            Unlock = &Unlock,
            CheckReservedLock = &CheckReservedLock,
            Control = &Control,
            SectorSize = &SectorSize,
            DeviceCharacteristics = &DeviceCharacteristics,
            MapShared = &MapShared,
            LockShared = &LockShared,
            SharedBarrier = &SharedBarrier,
            UnmapShared = &UnmapShared,
        };
        return methods;
    }

    private static UnsafeVfs.File* Below(UnsafeVfs.File* file) => (UnsafeVfs.File*)((byte*)file + HeaderSize);

    private static LossyFile Lossy(UnsafeVfs.File* file) => (LossyFile)GCHandle.FromIntPtr(((nint*)file)[1]).Target!;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* name, UnsafeVfs.File* file, int flags, int* outFlags)
    {
        file->Methods = null;
        var result = System->Open(System, name, Below(file), flags, outFlags);
        if (result == raw.SQLITE_OK)
        {
            // A file without a name is temporary.
            var lossy = name is null ? new() : LossyDisk.Open(Marshal.PtrToStringUTF8((nint)name)!);
            ((nint*)file)[1] = GCHandle.ToIntPtr(GCHandle.Alloc(lossy));
            file->Methods = Layer;
        }

        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* name, int syncFolder)
    {
        LossyDisk.Delete(Marshal.PtrToStringUTF8((nint)name)!);
        return System->Delete(System, name, syncFolder);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(UnsafeVfs.File* file)
    {
        GCHandle.FromIntPtr(((nint*)file)[1]).Free();
        return Below(file)->Methods->Close(Below(file));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(UnsafeVfs.File* file, void* data, int count, long offset) =>
        Below(file)->Methods->Read(Below(file), data, count, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(UnsafeVfs.File* file, void* data, int count, long offset) =>
        LossyDisk.Change(() =>
        {
            Lossy(file).Write(offset, new(data, count));
            return Below(file)->Methods->Write(Below(file), data, count, offset);
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(UnsafeVfs.File* file, long length) =>
        LossyDisk.Change(() =>
        {
            Lossy(file).Truncate(length);
            return Below(file)->Methods->Truncate(Below(file), length);
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(UnsafeVfs.File* file, int flags) =>
        LossyDisk.Change(() =>
        {
            // The system's own sync is left out: no power is lost here.
            if (Lossy(file).SyncFails)
                return raw.SQLITE_IOERR_FSYNC;
            Lossy(file).Sync();
            return raw.SQLITE_OK;
        });

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Size(UnsafeVfs.File* file, long* size) => Below(file)->Methods->Size(Below(file), size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(UnsafeVfs.File* file, int kind) => Below(file)->Methods->Lock(Below(file), kind);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(UnsafeVfs.File* file, int kind) => Below(file)->Methods->Unlock(Below(file), kind);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(UnsafeVfs.File* file, int* held) => Below(file)->Methods->CheckReservedLock(Below(file), held);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Control(UnsafeVfs.File* file, int operation, void* argument) =>
        Below(file)->Methods->Control(Below(file), operation, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(UnsafeVfs.File* file) => Below(file)->Methods->SectorSize(Below(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(UnsafeVfs.File* file) => Below(file)->Methods->DeviceCharacteristics(Below(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int MapShared(UnsafeVfs.File* file, int page, int size, int extend, void** map) =>
        Below(file)->Methods->MapShared(Below(file), page, size, extend, map);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int LockShared(UnsafeVfs.File* file, int offset, int count, int flags) =>
        Below(file)->Methods->LockShared(Below(file), offset, count, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void SharedBarrier(UnsafeVfs.File* file) => Below(file)->Methods->SharedBarrier(Below(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int UnmapShared(UnsafeVfs.File* file, int delete) => Below(file)->Methods->UnmapShared(Below(file), delete);
}
