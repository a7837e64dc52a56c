using System.Text;
using CoroFsm.Parsers.Xml;

namespace SaxToBus;

/// <summary>Notes what a SIRI document has outside of its vehicles: which deliveries, and the errors that the service reports.</summary>
/// <param name="content">Gets what is found.</param>
internal sealed class SiriAnswer(FeedContent content)
{
    /// <summary>The element that holds the vehicles.</summary>
    public const string Vehicles = "VehicleMonitoringDelivery";

    private const string Delivery = "Delivery";
    private const int MaxText = 400;

    private readonly StringBuilder text = new();
    private string cause = "";
    private bool isInStatus;
    private bool hasFailed;

    /// <summary>The number of open elements that follow a Status of false, within the same parent.</summary>
    private int sinceStatus;

    /// <summary>The number of open elements from the ErrorCondition on; 0 outside of one.</summary>
    private int errorDepth;

    /// <summary>Takes an event that is not within a vehicle.</summary>
    public void Observe(SaxEvent e)
    {
        switch (e.Kind)
        {
            case SaxKind.StartElement:
                Start(SiriVehicle.NameOf(e));
                break;
            case SaxKind.EndElement:
                End();
                break;
            case SaxKind.Text or SaxKind.CData when (errorDepth > 0 || isInStatus) && text.Length < MaxText:
                text.Append(e.GetText());
                break;
        }
    }

    private void Start(string name)
    {
        if (errorDepth > 0)
        {
            if (++errorDepth == 2 && cause.Length == 0)
                cause = name;
            text.Append(' ');
        }
        else if (name is "ErrorCondition" or "Status")
        {
            text.Clear();
            cause = "";
            isInStatus = name == "Status";
            sinceStatus = 0;
            errorDepth = isInStatus ? 0 : 1;
        }
        else
        {
            sinceStatus++;
            if (name.EndsWith(Delivery, StringComparison.Ordinal) && name != "ServiceDelivery")
                content.AddDelivery(name);
        }
    }

    private void End()
    {
        if (isInStatus)
        {
            isInStatus = false;
            hasFailed = text.ToString().Trim() is "false" or "0";
        }
        else if (errorDepth > 0 && --errorDepth == 0)
        {
            hasFailed = false;
            var words = Words();
            content.AddError((cause, words) switch
            {
                ("", "") => "ErrorCondition, which is empty",
                (_, "") => cause,
                ("", _) => words,
                _ => $"{cause}: {words}",
            });
        }
        else if (errorDepth == 0 && --sinceStatus < 0 && hasFailed)
        {
            // The parent of the Status ends, and says no more.
            hasFailed = false;
            content.AddError("Status is false, and there is no ErrorCondition");
        }
    }

    private string Words() =>
        string.Join(' ', text.ToString(0, Math.Min(text.Length, MaxText)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
