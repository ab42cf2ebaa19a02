# Installs the AWS Replication Agent for AWS Elastic Disaster Recovery on this Windows server. Made by Lifeboat.
#
# First every prerequisite is looked at and nothing is changed; each one that is missing is named with its fix. Then
# temporary credentials are fetched, the installer is downloaded, its SHA-512 is compared, and it is run.
#
# Usage, as administrator: powershell -ExecutionPolicy Bypass -File install.ps1 [-Check]
#   -Check ends after the prerequisites
# Exit codes: 0 done, 1 the installation failed, 2 prerequisites are missing and nothing was changed.
[CmdletBinding()] # A mistyped -Check is refused; without this it would be left aside, and the agent installed.
param([switch]$Check)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

#@VALUES@

$script:Problems = 0

function Add-Problem([string]$Found, [string]$Fix) {
    $script:Problems += 1
    Write-Host "$($script:Problems). $Found."
    Write-Host "   Fix: $Fix"
}

# Write-Host, because what a function writes to the pipeline is its result.
function Stop-Installation([string]$Why) {
    Write-Host "The agent was not installed: $Why"
    exit 1
}

# PowerShell wraps what .NET methods throw.
function Find-WebException($Record) {
    $exception = $Record.Exception
    while ($null -ne $exception -and $exception -isnot [Net.WebException]) { $exception = $exception.InnerException }
    return $exception
}

# Older ones know neither Get-FileHash nor half of what is looked at, so nothing else is.
if ($PSVersionTable.PSVersion.Major -lt 4) {
    Add-Problem "PowerShell is $($PSVersionTable.PSVersion)" 'install Windows Management Framework 5.1'
    Write-Host '1 prerequisites are missing; nothing was changed.'
    exit 2
}

# --- prerequisites ----------------------------------------------------------------------------------------------------

function Test-System {
    $identity = [Security.Principal.WindowsPrincipal][Security.Principal.WindowsIdentity]::GetCurrent()
    if (-not $identity.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
        Add-Problem 'this is not an administrator' 'start PowerShell with "Run as administrator"'
    }
    if (-not [Environment]::Is64BitOperatingSystem -or $env:PROCESSOR_ARCHITECTURE -eq 'ARM64') {
        Add-Problem 'this is no 64-bit x86 Windows' 'none on this server: DRS replicates 64-bit x86 servers only'
    }
    $system = Get-CimInstance -ClassName Win32_OperatingSystem
    $named = ''
    if ($system.Caption -match 'Windows Server (\d{4})') { $named = "windows-server $($Matches[1])" }
    elseif ($system.Caption -match 'Windows (\d+)') { $named = "windows $($Matches[1])" }
    if ($Systems -notcontains $named) {
        Add-Problem "DRS does not list $($system.Caption)" 'update to a version that DRS lists, or leave this server out'
    }
    elseif ($OnlyFor -ne $named -and ($OnlyFor -or $OwnInstaller -contains $named)) {
        $has = if ($OnlyFor) { "for $OnlyFor" } else { 'for newer systems' }
        $right = if ($OwnInstaller -contains $named) { "with --legacy-windows $($named -replace '\D')" } else { 'without --legacy-windows' }
        Add-Problem "this script has the installer $has, and this is $named" "make the script again, $right"
    }
    $free = [math]::Floor($system.FreePhysicalMemory / 1024)
    if ($free -lt 300) { Add-Problem "$free MiB of memory are free" 'free some: the agent needs 300 MB' }
}

function Test-Software {
    $framework = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\NET Framework Setup\NDP\v4\Full' -ErrorAction SilentlyContinue
    # 378389 is 4.5 (.NET documentation, "Determine which .NET Framework versions are installed").
    $release = 0
    if ($null -ne $framework -and $null -ne $framework.PSObject.Properties['Release']) { $release = $framework.Release }
    if ($OnlyFor -ne 'windows-server 2008' -and $release -lt 378389) {
        Add-Problem '.NET Framework 4.5 or later is not installed' 'install .NET Framework 4.8'
    }
    $service = Get-Service -Name Winmgmt -ErrorAction SilentlyContinue
    if ($null -eq $service -or $service.Status -ne 'Running') {
        Add-Problem 'the service Windows Management Instrumentation does not run' 'Start-Service Winmgmt'
    }
    foreach ($tool in 'net.exe', 'sc.exe') {
        if ($null -eq (Get-Command -Name $tool -CommandType Application -ErrorAction SilentlyContinue)) {
            Add-Problem "$tool is not on PATH" "put $env:SystemRoot\System32 on the PATH of the machine"
        }
    }
    $drive = Get-CimInstance -ClassName Win32_LogicalDisk -Filter "DeviceID='$env:SystemDrive'"
    $free = [math]::Floor($drive.FreeSpace / 1048576)
    if ($free -lt 4096) { Add-Problem "$env:SystemDrive has $free MiB free" 'make room: the agent needs 4 GB there' }
    try {
        $volumes = @(Get-CimInstance -Namespace 'root/cimv2/security/microsoftvolumeencryption' -ClassName Win32_EncryptableVolume)
    }
    catch { $volumes = @() }
    foreach ($volume in $volumes) {
        if ($volume.ProtectionStatus -ne 0) {
            Add-Problem "$($volume.DriveLetter) is protected by BitLocker" "Disable-BitLocker -MountPoint $($volume.DriveLetter), with your security team's consent"
        }
    }
}

function Test-Address([string]$Url) {
    $name = ([Uri]$Url).Host
    $request = [Net.HttpWebRequest]::Create($Url)
    $request.Method = 'HEAD'
    $request.Timeout = 20000
    $request.AllowAutoRedirect = $false
    $response = $null
    try { $response = $request.GetResponse() }
    catch {
        $exception = Find-WebException $_
        if ($null -eq $exception) { throw }
        $response = $exception.Response
        $status = "$($exception.Status)"
        if ($null -eq $response) {
            switch ($status) {
                'NameResolutionFailure' { Add-Problem "the name $name cannot be resolved" "let this server's DNS resolve it, or forward it to AWS" }
                'SecureChannelFailure' { Add-Problem "there is no TLS 1.2 with $name" "turn TLS 1.2 on for .NET (SchUseStrongCrypto), or take the firewall's TLS inspection off it" }
                'TrustFailure' { Add-Problem "the certificate of $name is not trusted" "install Amazon's root certificates, or take the firewall's TLS inspection off it" }
                default { Add-Problem "$name cannot be reached on TCP 443 ($status)" 'open TCP 443 out to it, in NSG, firewall and route table' }
            }
        }
    }
    if ($null -ne $response) {
        if ($response.Headers['Date']) { $script:TheirTime = $response.Headers['Date'] }
        $response.Close()
    }
}

function Test-Network {
    # Windows Server 2016 and older offer TLS 1.2 only when asked (DRS user guide, "Installing the AWS Replication Agent").
    [Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor 3072
    $script:TheirTime = ''
    foreach ($url in $Reach) { Test-Address $url }
    $moment = [DateTime]::MinValue
    if ($script:TheirTime -and [DateTime]::TryParse($script:TheirTime, [Globalization.CultureInfo]::InvariantCulture, 'AdjustToUniversal', [ref]$moment)) {
        $skew = [math]::Abs([math]::Round(([DateTime]::UtcNow - $moment).TotalSeconds))
        if ($skew -gt 240) { Add-Problem "the clock is $skew seconds off" 'w32tm /resync; AWS refuses requests that are 5 minutes off' }
    }
    if ($StagingAddress) {
        $client = New-Object Net.Sockets.TcpClient
        try { $open = $client.BeginConnect($StagingAddress, $ReplicationPort, $null, $null).AsyncWaitHandle.WaitOne(10000) -and $client.Connected }
        catch { $open = $false }
        $client.Close()
        if (-not $open) {
            Add-Problem "$StagingAddress cannot be reached on TCP $ReplicationPort" 'open TCP 1500 out to the staging subnets; is the tunnel up and a replication server there?'
        }
    }
}

# --- devices ----------------------------------------------------------------------------------------------------------

# Azure's temporary disk is the volume called Temporary Storage, or local NVMe disks, whatever their volumes are called.
# Their content is lost whenever the VM moves.
function Select-Devices {
    $script:Chosen = ''
    $drives = @(Get-CimInstance -ClassName Win32_LogicalDisk -Filter 'DriveType=3')
    if ($Devices) {
        $script:Chosen = $Devices
        foreach ($letter in $Devices.Split(',')) {
            if (@($drives | Where-Object { $_.DeviceID -eq $letter }).Count -eq 0) {
                Add-Problem "there is no drive $letter" 'name drives that are there, as in C:,E:'
            }
        }
        return
    }
    try { $disks = @(Get-Disk) }
    catch { $disks = @() }
    $local = @($disks | Where-Object { $_.FriendlyName -match 'NVMe Direct Disk' })
    $temporary = @($drives | Where-Object { $_.VolumeName -eq 'Temporary Storage' } | ForEach-Object { $_.DeviceID })
    foreach ($disk in $local) {
        $lettered = @(Get-Partition -DiskNumber $disk.Number -ErrorAction SilentlyContinue | Where-Object { $_.DriveLetter })
        $temporary += @($lettered | ForEach-Object { "$($_.DriveLetter):" })
    }
    if ($temporary.Count -eq 0 -and $local.Count -eq 0) { return }
    $script:Chosen = @($drives | Where-Object { $temporary -notcontains $_.DeviceID } | ForEach-Object { $_.DeviceID }) -join ','
    foreach ($disk in @($disks | Where-Object { $_.FriendlyName -notmatch 'NVMe Direct Disk' })) {
        $lettered = @(Get-Partition -DiskNumber $disk.Number -ErrorAction SilentlyContinue | Where-Object { $_.DriveLetter })
        if ($lettered.Count -eq 0) {
            Add-Problem "disk $($disk.Number) has no drive letter, so it cannot be named beside Azure's temporary disk" 'give it a letter, or name the drives to replicate with --devices'
        }
    }
}

# --- credentials ------------------------------------------------------------------------------------------------------

function Read-Answer($Record) {
    $exception = Find-WebException $Record
    if ($null -eq $exception -or $null -eq $exception.Response) { return $Record.Exception.Message }
    $reader = New-Object IO.StreamReader($exception.Response.GetResponseStream())
    return $reader.ReadToEnd()
}

# The VM's managed identity proves itself to AWS: no key is stored anywhere, and none is on a command line here.
function Get-CredentialsOfIdentity {
    $query = 'api-version=2018-02-01&resource=' + [Uri]::EscapeDataString($IdentityAudience) + '&client_id=' + [Uri]::EscapeDataString($IdentityClientId)
    $request = [Net.HttpWebRequest]::Create("$Metadata/metadata/identity/oauth2/token?$query")
    $request.Proxy = $null
    $request.Timeout = 30000
    $request.Headers['Metadata'] = 'true'
    try {
        $reader = New-Object IO.StreamReader($request.GetResponse().GetResponseStream())
        $token = ($reader.ReadToEnd() | ConvertFrom-Json).access_token
    }
    catch {
        Stop-Installation ("Azure gave no token for the identity $IdentityClientId. Assign it to this VM: " +
            'az vm identity assign --ids <resource id of the VM> --identities <resource id of the identity>, ' +
            "then run this again. Azure says: $(Read-Answer $_)")
    }
    $session = 'vm-' + ($env:COMPUTERNAME -replace '[^A-Za-z0-9_=,.@-]', '-')
    $body = @{
        Action = 'AssumeRoleWithWebIdentity'; Version = '2011-06-15'; RoleArn = $RoleArn
        RoleSessionName = $session; DurationSeconds = '3600'; WebIdentityToken = $token
    }
    try { $answer = Invoke-RestMethod -Method Post -Uri $Sts -Body $body -Headers @{ Accept = 'application/xml' } }
    catch { Stop-Installation "AWS gave no credentials for ${RoleArn}: $(Read-Answer $_)" }
    $found = $answer.AssumeRoleWithWebIdentityResponse.AssumeRoleWithWebIdentityResult.Credentials
    return @($found.AccessKeyId, $found.SecretAccessKey, $found.SessionToken)
}

function Read-Hidden([string]$Name) {
    $secure = Read-Host -Prompt $Name -AsSecureString
    $pointer = [Runtime.InteropServices.Marshal]::SecureStringToBSTR($secure)
    try { return [Runtime.InteropServices.Marshal]::PtrToStringBSTR($pointer) }
    finally { [Runtime.InteropServices.Marshal]::ZeroFreeBSTR($pointer) }
}

function Get-CredentialsOfPerson {
    $found = @($env:AWS_ACCESS_KEY_ID, $env:AWS_SECRET_ACCESS_KEY, $env:AWS_SESSION_TOKEN)
    if (-not $found[0]) {
        $found = @((Read-Hidden 'AWS access key id (temporary, ASIA...)'), (Read-Hidden 'AWS secret access key'), (Read-Hidden 'AWS session token'))
    }
    if (-not "$($found[0])".StartsWith('ASIA')) {
        Stop-Installation 'these are no temporary credentials. Get some with aws sts assume-role; their key id begins with ASIA.'
    }
    if (-not $found[1] -or -not $found[2]) { Stop-Installation 'the secret access key or the session token is missing.' }
    return $found
}

# --- installation -----------------------------------------------------------------------------------------------------

function Get-Installer([string]$Folder) {
    $installer = Join-Path $Folder ([IO.Path]::GetFileName(([Uri]$InstallerUrl).AbsolutePath))
    try {
        Invoke-WebRequest -Uri $InstallerUrl -OutFile $installer -UseBasicParsing
        Invoke-WebRequest -Uri $HashUrl -OutFile "$installer.sha512" -UseBasicParsing
    }
    catch { Stop-Installation "$InstallerUrl or its hash could not be downloaded: $($_.Exception.Message)" }
    $expected = ((Get-Content -Path "$installer.sha512" -TotalCount 1).Trim() -split '\s+')[0].ToLowerInvariant()
    $found = (Get-FileHash -Path $installer -Algorithm SHA512).Hash.ToLowerInvariant()
    if ($expected.Length -ne 128 -or $expected -ne $found) {
        Stop-Installation "the SHA-512 of the installer is $found, and AWS publishes $expected. It was not run."
    }
    return $installer
}

function Install-Agent([string]$Installer, [string[]]$Credentials) {
    $arguments = @('--region', $Region, '--no-prompt')
    if ($script:Chosen) {
        Write-Output "Replicating $($script:Chosen)."
        $arguments += @('--devices', $script:Chosen, '--force-volumes')
    }
    if ($Endpoint) { $arguments += @('--endpoint', $Endpoint) }
    if ($S3Endpoint) { $arguments += @('--s3-endpoint', $S3Endpoint) }
    if ($Tags.Count -gt 0 -and $null -ne (Get-Service -Name AwsReplicationService -ErrorAction SilentlyContinue)) {
        Write-Output 'An agent is here already: its tags stay as they are in DRS.'
    }
    elseif ($Tags.Count -gt 0) { $arguments += @('--tags') + $Tags }
    # The installer takes unattended credentials as arguments only: for its run, administrators can see them in the list
    # of processes. They end within the hour and can do nothing but add a server.
    $arguments += @('--aws-access-key-id', $Credentials[0], '--aws-secret-access-key', $Credentials[1], '--aws-session-token', $Credentials[2])
    $ErrorActionPreference = 'Continue'
    & $Installer $arguments 2>&1 | ForEach-Object { "$_" }
    if ($LASTEXITCODE -ne 0) { Stop-Installation "the installer ended with $LASTEXITCODE." }
}

Write-Output 'Looking at the prerequisites of the AWS Replication Agent; nothing is changed.'
Test-System
Test-Software
Test-Network
Select-Devices
if ($script:Problems -gt 0) {
    Write-Output "$($script:Problems) prerequisites are missing; nothing was changed."
    exit 2
}
Write-Output 'All prerequisites are met.'
if ($Check) { exit 0 }
if ($IdentityClientId) { $credentials = Get-CredentialsOfIdentity } else { $credentials = Get-CredentialsOfPerson }
$folder = Join-Path ([IO.Path]::GetTempPath()) ('lifeboat-agent-' + [Guid]::NewGuid().ToString('N'))
New-Item -ItemType Directory -Path $folder | Out-Null
try { Install-Agent (Get-Installer $folder) $credentials }
finally { Remove-Item -Path $folder -Recurse -Force -ErrorAction SilentlyContinue }
Write-Output 'The AWS Replication Agent is installed. The first sync begins by itself.'
exit 0
