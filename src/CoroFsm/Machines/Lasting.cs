namespace CoroFsm;

/// <summary>Copies what borrows memory before it is kept.</summary>
internal static class Lasting
{
    /// <summary>Creates an event or item that stays valid.</summary>
    /// <returns>A copy of a borrowed one (<see cref="IDetachable{TSelf}"/>); any other as it is.</returns>
    internal static T Of<T>(T value) =>
        typeof(T).IsValueType && !Detachable<T>.Is ? value : value is IDetachable<T> borrowed ? borrowed.Detach() : value;

    /// <summary>Whether values of a type can be borrowed: known once, so that unoptimized code does not box each of them either.</summary>
    private static class Detachable<T>
    {
        internal static readonly bool Is = typeof(IDetachable<T>).IsAssignableFrom(typeof(T));
    }
}
