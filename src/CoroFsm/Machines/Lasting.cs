namespace CoroFsm;

/// <summary>Copies what borrows memory before it is kept.</summary>
internal static class Lasting
{
    /// <summary>Creates an event or item that stays valid.</summary>
    /// <returns>A copy of a borrowed one (<see cref="IDetachable{TSelf}"/>); any other as it is.</returns>
    internal static T Of<T>(T value) => value is IDetachable<T> borrowed ? borrowed.Detach() : value;
}
