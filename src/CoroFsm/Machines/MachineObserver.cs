namespace CoroFsm;

/// <summary>Provides methods for observers of machines.</summary>
public static class MachineObserver
{
    /// <summary>Combines several observers into one.</summary>
    /// <param name="observers">The observers; null entries are ignored.</param>
    /// <returns>An observer that notifies each of them, in the order of the arguments; null if there is none.</returns>
    /// <remarks>
    /// If an observer throws, the remaining ones are still notified; then its exception is thrown. Several exceptions are thrown as an
    /// <see cref="AggregateException"/>.
    /// </remarks>
    public static IMachineObserver? Combine(params ReadOnlySpan<IMachineObserver?> observers)
    {
        List<IMachineObserver> all = [];
        foreach (var observer in observers)
        {
            if (observer is CombinedObserver combined)
                all.AddRange(combined.Observers);
            else if (observer is not null)
                all.Add(observer);
        }

        return all.Count switch
        {
            0 => null,
            1 => all[0],
            _ => new CombinedObserver([.. all]),
        };
    }
}
