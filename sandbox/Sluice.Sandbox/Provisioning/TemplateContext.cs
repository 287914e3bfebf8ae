namespace Sluice.Sandbox.Provisioning;

/// <summary>What a template's pseudo parameters stand for here.</summary>
/// <param name="Account">AWS::AccountId.</param>
/// <param name="Region">AWS::Region.</param>
/// <param name="QueueEndpoint">Where queue URLs begin.</param>
internal sealed record TemplateContext(string Account, string Region, Uri QueueEndpoint)
{
    public const string Partition = "aws";

    public string? PseudoParameter(string name, string stack) => name switch
    {
        "AWS::AccountId" => Account,
        "AWS::Region" => Region,
        "AWS::Partition" => Partition,
        "AWS::URLSuffix" => "amazonaws.com",
        "AWS::StackName" => stack,
        _ => null,
    };

    public string QueueUrl(string name) => $"{QueueEndpoint.GetLeftPart(UriPartial.Authority)}/{Account}/{name}";

    public string QueueArn(string name) => $"arn:{Partition}:sqs:{Region}:{Account}:{name}";

    public string RuleArn(string name) => $"arn:{Partition}:events:{Region}:{Account}:rule/{name}";

    public string IdentityArn(string kind, string name) => $"arn:{Partition}:iam::{Account}:{kind}/{name}";

    public string KeyArn(string id) => $"arn:{Partition}:kms:{Region}:{Account}:key/{id}";

    public static string BucketArn(string name) => $"arn:{Partition}:s3:::{name}";
}
